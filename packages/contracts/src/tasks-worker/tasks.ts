import { z } from 'zod'
import { defineBroadcast } from '../subject.ts'

/** Something about a task is another than it was: who follows its events reads them again. */
export const taskChanged = defineBroadcast('tasks.task.changed', z.object({ taskId: z.string() }))
