import type { Context } from '../context.ts'
import { change, rowsOf } from '../store/rows.ts'
import { awaitRestart, runAgain, takeBack } from './recover.ts'

/** Checks whether rows, desktops and charges agree, and repairs them. */
export const reconcile = async (context: Context): Promise<void> => {
  const { db, driver, hostId, live, now } = context
  const ended = await takeBack(context)
  const running = new Set(await driver.list())
  for (const row of await rowsOf(db, hostId, ['running'])) {
    if (running.has(row.instance_id)) await change(db, row.computer_id, { seen_at: new Date(now()) })
    else ended.push(...(await awaitRestart(context, row)))
  }
  await runAgain(context, ended)
  const busy = await rowsOf(db, hostId, [
    'creating',
    'starting',
    'restarting',
    'stopping',
    'deleting',
    'running',
  ])
  const known = new Set(busy.map(({ instance_id: instanceId }) => instanceId))
  for (const instanceId of await driver.list())
    if (!known.has(instanceId) && live.findInstance(instanceId) === undefined) {
      context.logger.warn({ instanceId }, 'a desktop that belongs to no computer is ended')
      await driver.stop(instanceId)
    }
}
