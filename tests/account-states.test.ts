import { setAccountState, type AccountState } from '@gptget/contracts'
import { expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5']) }))

const ask = (): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, { model: modelOf('text-5'), messages: USER_TURN })
const set = (state: AccountState) =>
  world.platform.bus.call(setAccountState, { accountId: world.account.accountId, state })
const status = async (): Promise<number> => (await ask()).status

it('the platform refuses the keys of a suspended account within a second, and accepts them again once it is resumed', async () => {
  expect(await status()).toBe(200)
  await set('suspended')
  await expectWithin(1_000, status, 403)
  expect(await (await ask()).json()).toMatchObject({
    error: { message: 'The account of this API key is suspended.' },
  })
  await set('active')
  await expectWithin(1_000, status, 200)
})
