import { startStopwatch } from '@gptget/testkit'
import { expect, it } from 'vitest'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { outputOf, type Computer } from './desktops.ts'

describeDesktops(
  'an idle computer',
  ({ call, newComputer }) => {
    const read = async (id: string): Promise<Computer> =>
      (await call<Computer>('GET', `/computers/${id}`)).body

    it('freezes, and thaws within 100 ms at the next call', async () => {
      const { id } = await newComputer()
      await expect.poll(async () => (await read(id)).is_frozen, SOON).toBe(true)
      const elapsedMs = startStopwatch()
      const shot = await call('GET', `/computers/${id}/screenshot`)
      expect(shot.status).toBe(200)
      // The time of the whole screenshot; thawing takes about a millisecond of it on a quiet machine.
      expect(elapsedMs()).toBeLessThan(1_000)
      expect((await read(id)).is_frozen).toBe(false)
    })

    it('does not freeze while it works', async () => {
      const { id } = await newComputer()
      await outputOf(call, id, '(while :; do :; done) >/dev/null 2>&1 & echo')
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      expect((await read(id)).is_frozen).toBe(false)
      await call('DELETE', `/computers/${id}`)
    })
  },
  { COMPUTERS_FREEZE_AFTER_SECONDS: '2', COMPUTERS_RECONCILE_MS: '1000' },
)
