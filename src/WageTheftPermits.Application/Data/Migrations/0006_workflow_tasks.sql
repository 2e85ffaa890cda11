CREATE OR REPLACE VIEW workflow_tasks AS
    SELECT t.id, t.instance_id, t.name, t.title, t.role, t.status, t.due_at, t.opened_at AS created_at, i.correlation_id, t.assigned_to, t.claimed_by, t.claimed_at
    FROM workflow.tasks t JOIN workflow.instances i ON i.id = t.instance_id;
