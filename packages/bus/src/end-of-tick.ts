type Task = () => void

/** Of this process: it has one event loop. */
let tasks: Task[] = []

/**
 * Runs a task at the end of this turn of the event loop, after all that its sockets brought was dealt with, in order
 * and together with every other: what they send then leaves in one write. What a task puts off runs in the same turn.
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
    // One that throws takes none of the others with it.
    tasks = due.slice(started)
    if (tasks.length > 0) setImmediate(runTasks)
  }
}
