import { makeSignInLink } from '@gptget/contracts'
import { findFreePort } from '@gptget/embedded-servers'
import { beforeAll, expect, it } from 'vitest'
import { createPerson } from '../person.ts'
import { useBrowser } from '../use-pages.ts'
import { scriptedConfig } from '../../platform/scripted-config.ts'
import { usePlatform } from '../../platform/use-platform.ts'
import { scoresOf } from './scores-of.ts'
import { measureSlowdown } from './measure-slowdown.ts'

const LEAST = 95

const port = await findFreePort()
const world = useBrowser(
  usePlatform((upstream) => ({ console: 1, docs: 1, config: scriptedConfig(upstream, ['text-5']) })),
  () => [`--remote-debugging-port=${port}`],
)

let cookie = ''
let slowdown = 4
beforeAll(async () => {
  const person = createPerson(world.platform.edges[0]!.url)
  const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
  await person.ask('POST', '/api/auth/sign-in/link', { token })
  cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const { times, benchmarkIndex, range } = await measureSlowdown(world.browser)
  slowdown = times
  process.stdout.write(
    `This machine is slowed down ${times.toFixed(1)} times to be a mid-range phone: its benchmark index is ` +
      `${benchmarkIndex.toFixed(0)} (${range.map((index) => index.toFixed(0)).join(' to ')})\n`,
  )
})

it.each([
  ['/sign-in', false],
  ['/pricing', false],
  ['/playground', true],
  ['/keys', true],
  ['/activity', true],
] as const)('%s scores 95 or more', async (path, isSignedIn) => {
  const { scores, faults, performances } = await scoresOf(new URL(path, world.platform.edges[0]!.url), {
    port,
    slowdown,
    headers: isSignedIn ? { cookie } : {},
  })
  process.stdout.write(
    `${path}: ${JSON.stringify(scores)}, the median of ${performances.join(', ')}\n` +
      faults.map((fault) => `  ${fault}\n`).join(''),
  )
  for (const [category, score] of Object.entries(scores))
    expect({ category, score, faults }).toMatchObject({
      score: expect.toSatisfy((is: number) => is >= LEAST),
    })
})
