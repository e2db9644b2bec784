import { catalogReload } from '@gptget/contracts'
import { words } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const SLOW = 'text-40+trickle-30'
const world = usePlatform((upstream) => ({ mode: 'processes', config: scriptedConfig(upstream, [SLOW]) }))

const ask = (model: string, stream = false): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, { model, stream, messages: USER_TURN })

const statusOf = (script: string) => async (): Promise<number> => (await ask(modelOf(script))).status

describe('a changed configuration', () => {
  it('is used after SIGHUP, and streams under way go on', async () => {
    expect(await statusOf('text-5')()).toBe(404)
    const stream = await ask(modelOf(SLOW), true)
    await world.platform.writeConfig(scriptedConfig(world.upstream, ['text-5']))
    for (const router of world.platform.of('router')) process.kill(router.pid!, 'SIGHUP')
    await expect.poll(statusOf('text-5'), { timeout: 2_000 }).toBe(200)
    expect(await statusOf(SLOW)()).toBe(404)
    const { chunks, doneCount } = readChunks(await stream.text())
    expect(textOf(chunks)).toBe(words(40).join(''))
    expect(doneCount).toBe(1)
  })

  it('is used when the operator asks over the bus', async () => {
    await world.platform.writeConfig(scriptedConfig(world.upstream, ['text-6']))
    world.platform.bus.emit(catalogReload, {})
    await expect.poll(statusOf('text-6'), { timeout: 2_000 }).toBe(200)
  })

  it('that cannot be used leaves the one before in force', async () => {
    const wrong = { ...scriptedConfig(world.upstream, ['text-7']), colour: 'red' }
    await world.platform.writeConfig(wrong)
    world.platform.bus.emit(catalogReload, {})
    await expect.poll(statusOf('text-6'), { timeout: 500 }).toBe(200)
    expect(await statusOf('text-7')()).toBe(404)
  })
})
