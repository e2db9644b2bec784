import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openAiSpeechAnswer, openAiTranscriptAnswer } from '@gptget/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { modelOf } from '../platform/scripted-config.ts'
import { humOf, wavOf } from '../platform/sounds.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { cascadePlatform } from '../realtime/cascade-platform.ts'
import { silence } from '../realtime/client.ts'
import { withMicrophone } from './chromium.ts'
import { keepPicture, useBrowser } from './use-pages.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'gptget-microphone-'))
const microphoneFile = path.join(folder, 'microphone.wav')

/** A voice with syllables, because browsers filter out a steady sound as noise. */
const syllables = (): Buffer =>
  Buffer.concat(Array.from({ length: 4 }, () => [humOf(1).subarray(0, 9_600), silence(60)]).flat())

beforeAll(() => writeFile(microphoneFile, wavOf(Buffer.concat([silence(700), syllables(), silence(5_000)]))))
afterAll(() => rm(folder, { recursive: true }))

const world = useBrowser(
  usePlatform((upstream) => ({ ...cascadePlatform(upstream), console: 1 })),
  () => withMicrophone(microphoneFile),
)

it('silences an answer when a person interrupts it, and tells the session how much was heard', async () => {
  world.upstream.script({
    match: { path: /^\/sound/ },
    choose: ({ path: asked }) => ({
      // Much longer than the microphone's file before it repeats.
      steps: asked.endsWith('/speech')
        ? openAiSpeechAnswer([humOf(60)], 'audio/pcm')
        : openAiTranscriptAnswer('What is the weather?'),
    }),
  })
  const page = await world.open()
  page.setDefaultTimeout(60_000)
  const told: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('conversation.item.truncate')) told.push(String(payload))
    }),
  )
  await world.enter(page, `/playground/voice?model=${modelOf('text-5')}`)
  await page.getByRole('button', { name: 'Start talking' }).click()
  const transcript = page.getByRole('log', { name: 'Transcript' })
  await transcript.getByText('What is the weather?').first().waitFor()
  await page.getByRole('status').getByText('Speaking').waitFor()
  await transcript.getByText('Interrupted').first().waitFor()
  await keepPicture(page, 'voice-interrupted')
  await expect.poll(() => told.length).toBeGreaterThan(0)
  const { audio_end_ms: heardMs } = JSON.parse(told[0]!) as { audio_end_ms: number }
  expect(heardMs).toBeGreaterThan(0)
  expect(heardMs).toBeLessThan(60_000)
  await page.getByRole('button', { name: 'End' }).click()
  await page.getByRole('status').getByText('Ended').waitFor()
  expect(world.complaints).toEqual([])
}, 120_000)
