import type { Context } from '../context.ts'
import { moveFrom } from '../store/rows.ts'
import { awaitRestart, runAgain } from './recover.ts'
import { suspendComputer } from './run-computer.ts'

/** Restarts what exited by itself. */
export const whenEnded = (context: Context): void => {
  const { db, driver, live, logger } = context
  driver.onEnded((instanceId) => {
    const ended = live.findInstance(instanceId)
    if (ended === undefined) return
    const again = async (): Promise<void> => {
      const row = await db
        .selectFrom('computers')
        .selectAll()
        .where('computer_id', '=', ended.computerId)
        .where('status', '=', 'running')
        .executeTakeFirst()
      if (row !== undefined) await runAgain(context, await awaitRestart(context, row))
    }
    again().catch((error: unknown) =>
      logger.error({ err: error, instanceId }, 'a computer was not started again'),
    )
  })
}

/** Stops in order what would end with this service anyway. The next service starts it again, if it starts soon. */
export const stopAll = async (context: Context): Promise<void> => {
  if (context.driver.outlivesService) return
  await Promise.all(
    [...context.live].map(async ({ computerId }) => {
      const taken = await moveFrom(context.db, computerId, ['running'], { status: 'restarting' })
      if (taken !== undefined) await suspendComputer(context, taken, 'Its host restarts.')
    }),
  )
}
