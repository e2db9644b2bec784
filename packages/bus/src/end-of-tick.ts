type Task = () => void

/** For this process: it has one event loop. */
let tasks: Task[] = []

/**
 * Runs a task at the end of this turn of the event loop, after all socket data was handled, in order and together with
 * all others, so that what they send leaves in one write. Tasks deferred by a task run in the same turn.
 */
export const atEndOfTick = (task: Task): void => {
  tasks.push(task)
  if (tasks.length === 1) setImmediate(runTasks)
}

const runTasks = (): void => {
  const due = tasks
  let started = 0
  try {
    // Grows while it runs.
    while (started < due.length) due[started++]!()
  } finally {
    // A task that throws does not affect the others.
    tasks = due.slice(started)
    if (tasks.length > 0) setImmediate(runTasks)
  }
}
