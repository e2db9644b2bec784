import { catalogReload, catalogReloaded, checkConfiguration, readCatalog } from '@gptget/contracts'
import { words } from '@gptget/testkit'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

const SLOW = 'text-40+trickle-30'
const secrets = await mkdtemp(path.join(tmpdir(), 'gptget-secrets-'))
afterAll(() => rm(secrets, { recursive: true, force: true }))

const world = usePlatform((upstream) => ({
  mode: 'processes',
  edges: 2,
  billings: 2,
  config: scriptedConfig(upstream, [SLOW]),
  env: { GPTGET_SECRETS_DIR: secrets },
}))

const ask = (model: string, stream = false): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, { model, stream, messages: USER_TURN })

const statusOf = (script: string) => async (): Promise<number> => (await ask(modelOf(script))).status

describe('a changed key file', () => {
  it('is used after a reload, and running streams continue', async () => {
    const config = scriptedConfig(world.upstream, [SLOW, 'text-5'])
    const { scripted } = config.providers as { scripted: object }
    const providers = { ...config.providers, scripted: { ...scripted, api_key: '${FILE_KEY}' } }
    await writeFile(path.join(secrets, 'FILE_KEY'), 'key-one\n')
    await world.platform.writeConfig({ ...config, providers })
    expect((await reload()).refusal).toBeNull()
    const stream = await ask(modelOf(SLOW), true)
    await writeFile(path.join(secrets, 'FILE_KEY'), 'key-two')
    expect((await reload()).refusal).toBeNull()
    expect(await statusOf('text-5')()).toBe(200)
    const keys = world.upstream.requests().map(({ headers }) => headers.authorization)
    expect(keys.slice(-2)).toEqual(['Bearer key-one', 'Bearer key-two'])
    expect(textOf(readChunks(await stream.text()).chunks)).toBe(words(40).join(''))
    await world.platform.writeConfig(scriptedConfig(world.upstream, [SLOW]))
    await reload()
    await expectWithin(2_000, statusOf('text-5'), 404)
  })
})

describe('a changed configuration', () => {
  it('is used after SIGHUP, and running streams continue', async () => {
    expect(await statusOf('text-5')()).toBe(404)
    const stream = await ask(modelOf(SLOW), true)
    await world.platform.writeConfig(scriptedConfig(world.upstream, ['text-5']))
    // A router only reloads its configuration.
    for (const name of ['router', 'edge-gateway', 'billing', 'tasks-worker'] as const)
      for (const { pid } of world.platform.of(name)) process.kill(pid!, 'SIGHUP')
    await expectWithin(2_000, statusOf('text-5'), 200)
    expect(await statusOf(SLOW)()).toBe(404)
    const { chunks, doneCount } = readChunks(await stream.text())
    expect(textOf(chunks)).toBe(words(40).join(''))
    expect(doneCount).toBe(1)
  })

  it('is used after the operator’s request over the bus', async () => {
    await world.platform.writeConfig(scriptedConfig(world.upstream, ['text-6']))
    world.platform.bus.emit(catalogReload, {})
    await expectWithin(2_000, statusOf('text-6'), 200)
  })

  it('that is invalid leaves the previous one in use, visibly', async () => {
    const wrong = { ...scriptedConfig(world.upstream, ['text-7']), colour: 'red' }
    await world.platform.writeConfig(wrong)
    const { refusal } = await reload()
    expect(refusal).toMatch(/line \d+.*colour.*there is no such field/s)
    expect(await statusOf('text-6')()).toBe(200)
    expect(await statusOf('text-7')()).toBe(404)
    expect((await world.platform.bus.call(readCatalog, {})).refusal).toBe(refusal)
    expect(await refusedMetric()).toBe(1)
  })

  it('is validated before it is used', async () => {
    const { models } = scriptedConfig(world.upstream, ['text-7'])
    const check = (config: object) =>
      world.platform.bus.call(checkConfiguration, { source: JSON.stringify(config), name: 'new.yaml' })
    expect(await check({ models })).toMatchObject({ problem: expect.stringMatching(/new.yaml.*provider/s) })
    expect(await check(scriptedConfig(world.upstream, ['text-7']))).toMatchObject({
      problem: null,
      operatorModelCount: 1,
    })
    const own = await world.platform.bus.call(checkConfiguration, { source: null, name: '' })
    expect(own.problem).toContain('colour')
  })

  it('without models is used only if that is explicit', async () => {
    await world.platform.writeConfig({ providers: {}, models: {} })
    expect((await reload()).refusal).toMatch(/no models any more.*--allow-empty/)
    expect(await statusOf('text-6')()).toBe(200)
    expect((await reload(true)).refusal).toBeNull()
    await expectWithin(2_000, statusOf('text-6'), 404)
    expect(await refusedMetric()).toBe(0)
  })
})

/** The router's state of its file. */
const reload = (isEmptyAllowed = false): Promise<{ refusal: string | null }> => {
  const { bus } = world.platform
  const heard = Promise.withResolvers<{ refusal: string | null }>()
  bus.on(catalogReloaded, heard.resolve)
  bus.emit(catalogReload, { isEmptyAllowed })
  return heard.promise
}

const refusedMetric = async (): Promise<number> => {
  const text = await (await fetch(`${world.platform.of('router')[0]!.metricsUrl}/metrics`)).text()
  return Number(/^gptget_router_configuration_refused\S* (\d)/m.exec(text)?.[1])
}
