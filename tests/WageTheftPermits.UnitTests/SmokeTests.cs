namespace WageTheftPermits.UnitTests;
public class SmokeTests { [Fact] public void True_IsTrue() => true.ShouldBeTrue(); }
