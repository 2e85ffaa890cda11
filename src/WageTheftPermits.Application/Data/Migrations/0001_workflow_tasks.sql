-- Human tasks with what they are about, for queues and for the acts that answer them.
CREATE VIEW workflow_tasks AS
    SELECT t.id, t.instance_id, t.name, t.title, t.role, t.status, t.due_at, t.opened_at AS created_at, i.correlation_id
    FROM workflow.tasks t JOIN workflow.instances i ON i.id = t.instance_id;
