import { setTimeout as sleep } from 'node:timers/promises'
import { startPlatform } from '../../platform/start-platform.ts'
import { connect, responseOf, silence, soundOf, type RealtimeClient } from '../../realtime/client.ts'
import { localConfig, QUESTIONS, spokenBy, startLocalModel, wordsOf } from '../../realtime/local-voice.ts'
import type { Check } from '../table.ts'

export type LocalOptions = { questions: number; report: (line: string) => void }

/** How long after speech is detected audio of the interrupted answer may still arrive. */
const MOST_SOUND_MS = 200
const INTERRUPTIONS = 3
/** In samples at 24 kHz. */
const BYTES_PER_MS = 48
const SHORTEST_WORD_MS = 60
const SETTINGS = {
  type: 'realtime',
  instructions: 'Answer in one short sentence.',
  max_output_tokens: 40,
  audio: { input: { transcription: {} } },
}

/**
 * A conversation with local models only: flite asks, silero and moonshine listen, SmolLM2 answers and flite speaks.
 * Each question is understood and answered, and an answer stops when it is interrupted.
 */
export const proveLocal = async ({ questions, report }: LocalOptions): Promise<Check[]> => {
  const local = await startLocalModel()
  const platform = await startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 1,
    config: localConfig(local),
  })
  try {
    const { apiKey } = await platform.admin.createAccount()
    const speech = (text: string): Promise<Buffer> => spokenBy(platform.baseUrl, apiKey, text)
    const open = (): Promise<RealtimeClient> => connect(platform.baseUrl, apiKey, local.modelId)
    const heard = await askAll(open, QUESTIONS.slice(0, questions), speech, report)
    const stopped = await interruptAll(open, await speech(QUESTIONS[0]!), report)
    return [...heard, ...stopped]
  } finally {
    await platform.stop()
    await local.service.stop()
  }
}

const askAll = async (
  open: () => Promise<RealtimeClient>,
  questions: readonly string[],
  speech: (text: string) => Promise<Buffer>,
  report: LocalOptions['report'],
): Promise<Check[]> => {
  const misheard: string[] = []
  const unanswered: string[] = []
  const client = await open()
  await client.ask({ type: 'session.update', session: SETTINGS }, 'session.updated')
  for (const question of questions) {
    const from = client.events.length
    client.speak(Buffer.concat([silence(400), await speech(question), silence(1_000)]))
    const type = 'conversation.item.input_audio_transcription.completed'
    const transcript = String((await client.next(type, from))['transcript'])
    if (wordsOf(transcript).join(' ') !== wordsOf(question).join(' '))
      misheard.push(`${question}: ${transcript}`)
    const done = responseOf(await client.next('response.done', from))
    const answer = transcriptOf(done)
    const soundMs = soundOf(client.events.slice(from)).byteLength / BYTES_PER_MS
    const isWhole = ['completed', 'incomplete'].includes(done.status)
    // No word is shorter.
    if (!isWhole || soundMs < wordsOf(answer).length * SHORTEST_WORD_MS || soundMs === 0)
      unanswered.push(`${question}: ${done.status}, "${answer}", ${soundMs.toFixed(0)} ms`)
    report(`${transcript} — ${answer} (${soundMs.toFixed(0)} ms) ${JSON.stringify(done['latency_ms'])}`)
  }
  client.close()
  return [
    {
      name: 'each question is transcribed word for word',
      checkedCount: questions.length,
      breaches: misheard,
    },
    { name: 'each question is answered aloud', checkedCount: questions.length, breaches: unanswered },
  ]
}

const transcriptOf = ({ output }: Record<string, unknown>): string =>
  (output as { content: { transcript?: string }[] }[])
    .flatMap(({ content }) => content.map(({ transcript }) => transcript ?? ''))
    .join(' ')

/** Each in a new conversation: after many turns, the small model only repeats a few words, which end too soon. */
const interruptAll = async (
  open: () => Promise<RealtimeClient>,
  question: Buffer,
  report: LocalOptions['report'],
): Promise<Check[]> => {
  const late: string[] = []
  const remembered: string[] = []
  const session = { ...SETTINGS, instructions: '', max_output_tokens: 200 }
  for (let round = 1; round <= INTERRUPTIONS; round++) {
    const client = await open()
    await client.ask({ type: 'session.update', session }, 'session.updated')
    const { soundMs, foundMs, said, kept } = await interrupt(client, question)
    client.close()
    report(
      `interrupted: speech was found after ${foundMs.toFixed(0)} ms, the last sound came ${soundMs.toFixed(0)} ms later`,
    )
    if (soundMs > MOST_SOUND_MS) late.push(`round ${round}: ${soundMs.toFixed(0)} ms`)
    if (kept.length >= said.length || !said.startsWith(kept.trimEnd()))
      remembered.push(`said "${said}", kept "${kept}"`)
  }
  const checkedCount = INTERRUPTIONS
  return [
    { name: `audio ends ${MOST_SOUND_MS} ms after it is interrupted`, checkedCount, breaches: late },
    {
      name: 'only the part that was not heard is removed from the conversation',
      checkedCount,
      breaches: remembered,
    },
  ]
}

/** The interruption is answered too. It is enough that the answer begins. */
const endNextAnswer = async (client: RealtimeClient, from: number): Promise<void> => {
  await client.next('response.created', from)
  client.send({ type: 'response.cancel' })
  await client.next('response.done', from)
}

/** Interrupts a long answer, at the pace of a microphone. */
const interrupt = async (client: RealtimeClient, question: Buffer) => {
  const from = client.events.length
  const times: { type: string; atMs: number }[] = []
  const listen = (): void => {
    times.push({ type: client.events.at(-1)!.type, atMs: performance.now() })
  }
  client.socket.on('message', listen)
  const answered = client.say('Tell me a long story about a dog and its friends.')
  await client.next('response.output_audio.delta', from)
  await sleep(1_000)
  const spokeAtMs = performance.now()
  await client.speakAtPace(question)
  client.speak(silence(1_000))
  const done = responseOf(await answered)
  client.socket.off('message', listen)
  await endNextAnswer(client, client.events.findIndex((event) => event['response'] === done) + 1)
  const startedAtMs = times.find(({ type }) => type === 'input_audio_buffer.speech_started')!.atMs
  const doneAtMs = times.find(({ type }) => type === 'response.done')!.atMs
  const last = times.findLast(({ type, atMs }) => type === 'response.output_audio.delta' && atMs <= doneAtMs)
  const item = (done['output'] as { id: string }[])[0]!
  const retrieved = await client.ask(
    { type: 'conversation.item.retrieve', item_id: item.id },
    'conversation.item.retrieved',
  )
  const said = client.events
    .filter(({ type, item_id: id }) => type === 'response.output_audio_transcript.delta' && id === item.id)
    .map(({ delta }) => delta)
    .join('')
  const { content } = retrieved['item'] as { content: { transcript: string }[] }
  return {
    foundMs: startedAtMs - spokeAtMs,
    soundMs: Math.max(0, (last?.atMs ?? startedAtMs) - startedAtMs),
    said,
    kept: content[0]?.transcript ?? '',
  }
}
