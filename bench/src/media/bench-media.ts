import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { startScriptedUpstream } from '@gptget/testkit'
import { startPlatform } from '../../../tests/platform/start-platform.ts'
import { measureAnswers } from './measure-answers.ts'
import { measureContent } from './measure-content.ts'
import { measurePolls, POLLED, startPolledProvider } from './measure-polls.ts'

type Report = (line: string) => void

const model = (output: string, price: object) => ({
  routes: [{ provider: 'openai', model: 'upstream' }],
  price,
  output_modalities: [output],
})

/** Measures media over the whole HTTP path. Returns whether every target was met. */
export const benchMedia = async (report: Report): Promise<boolean> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-media-'))
  await chmod(directory, 0o755)
  // The folder for data of the test servers.
  process.env.GPTGET_TEST_RUN_DIRECTORY = directory
  const upstream = await startScriptedUpstream()
  const polled = await startPolledProvider()
  const platform = await startPlatform({
    config: {
      providers: {
        openai: { base_url: `${upstream.url}/v1`, api_key: 'key' },
        ...Object.fromEntries(POLLED.map((name) => [name, { base_url: polled.url, api_key: 'key' }])),
      },
      models: {
        'openai/painter': model('image', { per_image: 0.001 }),
        'openai/speaker': model('speech', { per_million_characters: 1 }),
        'replicate/video': {
          ...model('video', { per_request: 0.001 }),
          routes: [{ provider: 'replicate', model: 'a/b' }],
        },
        'runway/video': {
          ...model('video', { per_request: 0.001 }),
          routes: [{ provider: 'runway', model: 'gen4_turbo' }],
        },
        'suno/song': {
          ...model('music', { per_request: 0.001 }),
          routes: [{ provider: 'suno', model: 'up' }],
        },
      },
    },
    mode: 'processes',
    hasOwnPostgres: true,
    // Providers that call back are told where.
    env: { GPTGET_PUBLIC_URL: 'https://gptget.test' },
  })
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '100.00' })
    const cacheDirectory = resolveCacheDirectory(process.env)
    const bench = { platform, account, upstream, polled, directory, cacheDirectory, report }
    const isServedFast = await measureContent(bench)
    const isAnsweredFast = await measureAnswers(bench)
    const isPolledCheaply = await measurePolls(bench)
    return isServedFast && isAnsweredFast && isPolledCheaply
  } finally {
    await platform.stop()
    await upstream.stop()
    await polled.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
