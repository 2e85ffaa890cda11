Console.WriteLine("WageTheftPermits");
