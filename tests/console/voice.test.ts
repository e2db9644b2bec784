import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { wavOf } from '../platform/sounds.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { silence } from '../realtime/client.ts'
import { localConfig, startLocalModel, wordsOf, type LocalModel } from '../realtime/local-voice.ts'
import { startChromium, withMicrophone } from './chromium.ts'
import { keepPicture, useBrowser } from './use-pages.ts'

const QUESTION = 'Where does the river begin?'
/** The local models are slow because tests share the processors. */
const PATIENCE_MS = 150_000

type Local = { platform: Platform; account: Account; local: LocalModel; folder: string }
const platforms = {} as Local

const spoken = async (input: string): Promise<Buffer> => {
  const answer = await fetch(`${platforms.platform.baseUrl}/audio/speech`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platforms.account.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local/flite', voice: 'alloy', input, response_format: 'pcm' }),
  })
  if (answer.status !== 200) throw new Error(await answer.text())
  return Buffer.from(await answer.arrayBuffer())
}

const microphoneFile = (): string => path.join(platforms.folder, 'microphone.wav')

beforeAll(async () => {
  platforms.local = await startLocalModel()
  platforms.platform = await startPlatform({ config: localConfig(platforms.local), realtimes: 1, console: 1 })
  platforms.account = await platforms.platform.admin.createAccount()
  platforms.folder = await mkdtemp(path.join(tmpdir(), 'gptget-microphone-'))
  await writeFile(
    microphoneFile(),
    wavOf(Buffer.concat([silence(700), await spoken(QUESTION), silence(2_000)])),
  )
}, 600_000)
afterAll(async () => {
  await platforms.platform?.stop()
  await platforms.local?.service.stop()
  if (platforms.folder) await rm(platforms.folder, { recursive: true })
})

const world = useBrowser(platforms, () => withMicrophone(`${microphoneFile()}%noloop`))

it('transcribes a question from the microphone word for word, and answers aloud', async () => {
  const page = await world.open()
  page.setDefaultTimeout(PATIENCE_MS)
  await world.enter(page, '/playground/voice')
  await page.getByRole('button', { name: 'Start talking' }).click()
  const transcript = page.getByRole('log', { name: 'Transcript' })
  const heard = transcript.getByText(/river/i).first()
  await heard.waitFor()
  expect(wordsOf((await heard.textContent())!.replace('You:', ''))).toEqual(wordsOf(QUESTION))
  await page.getByRole('status').getByText('Speaking').waitFor()
  await keepPicture(page, 'voice-speaks')
  await transcript.getByText(/answer after \d+\.\d s/).waitFor()
  await page.getByText(/\$0\.\d+ so far/).waitFor()
  await page.getByRole('button', { name: 'End' }).click()
  await page.getByRole('status').getByText('Ended').waitFor()
  expect(world.complaints).toEqual([])
}, 240_000)

it('plays the created speech', async () => {
  const page = await world.open()
  page.setDefaultTimeout(PATIENCE_MS)
  await world.enter(page, '/playground/speech')
  await page.getByLabel('Model').selectOption('local/flite')
  await page.getByLabel('Text to speak').fill(QUESTION)
  await page.getByRole('button', { name: 'Speak', exact: true }).click()
  const player = page.locator('audio')
  await player.waitFor()
  const lengthOf = () => player.evaluate((element) => (element as unknown as { duration: number }).duration)
  await expect.poll(lengthOf, { timeout: PATIENCE_MS }).toBeGreaterThan(1)
  await keepPicture(page, 'speech')
  expect(world.complaints).toEqual([])
}, 240_000)

it('transcribes a recording', async () => {
  // In a new browser, the microphone's file starts from the beginning.
  await world.browser.close()
  world.browser = await startChromium(withMicrophone(microphoneFile()))
  const page = await world.open()
  page.setDefaultTimeout(PATIENCE_MS)
  await world.enter(page, '/playground/transcription')
  await page.getByRole('button', { name: 'Record' }).click()
  await page.getByText('Recording, 4 s').waitFor()
  await page.getByRole('button', { name: 'Stop and use it' }).click()
  await page.getByText(/where does the river begin/i).waitFor()
  await keepPicture(page, 'transcription')
  expect(world.complaints).toEqual([])
}, 240_000)
