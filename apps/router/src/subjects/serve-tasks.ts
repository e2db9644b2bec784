import { serveExchange } from '@gptget/bus'
import * as subjects from '@gptget/contracts'
import type { RouterContext } from '../context.ts'
import { checkWebhook } from '../tasks/check-webhook.ts'
import { cancelTask, findTask } from '../tasks/cancel-task.ts'
import { planTask } from '../tasks/plan-task.ts'
import { pollTasks } from '../tasks/poll-tasks.ts'
import { storeOutput } from '../tasks/store-output.ts'
import { submitTask } from '../tasks/submit-task.ts'

/** Calls providers for the tasks-worker's long-running tasks. */
export const serveTasks = (context: RouterContext): void => {
  const { bus } = context
  bus.serve(subjects.planTask, (asked) => planTask(context, asked))
  serveExchange(bus, subjects.submitTask, async (asked) => jsonOf(await submitTask(context, asked)))
  serveExchange(bus, subjects.pollTasks, async (asked) => jsonOf(await pollTasks(context, asked)))
  bus.serve(subjects.findTask, (asked) => findTask(context, asked))
  bus.serve(subjects.cancelUpstreamTask, (asked) => cancelTask(context, asked))
  serveExchange(bus, subjects.checkTaskWebhook, async (asked, body) =>
    jsonOf(await checkWebhook(context, asked, Buffer.from(body.buffer, body.byteOffset, body.byteLength))),
  )
  serveExchange(bus, subjects.storeTaskOutput, async (asked) => jsonOf(await storeOutput(context, asked)))
}

const jsonOf = (value: object): Uint8Array => Buffer.from(JSON.stringify(value))
