import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { failTask } from '../transitions/end-as.ts'
import { settleTask } from './settle.ts'
import { storeOutputs } from './store.ts'
import { resolveUnknown, submitWaiting } from './submit.ts'

/** Does the next step of a due task; null if another worker did, or there is nothing left to do. */
export const stepTask = (context: Context, row: TaskRow): Promise<TaskRow | null> => {
  switch (row.state) {
    case 'created':
      return failTask(context, row, NOT_BEGUN)
    case 'waiting':
      return submitWaiting(context, row)
    case 'submitting':
    case 'unknown':
      return resolveUnknown(context, row)
    case 'storing':
      return storeOutputs(context, row)
    case 'settling':
      return settleTask(context, row)
    default:
      return Promise.resolve(null)
  }
}

const NOT_BEGUN = {
  code: 'not_begun',
  message: 'The process that accepted this died before it started. Nothing was charged. Create it again.',
}
