import { randomBytes } from 'node:crypto'
import { head, openAiImageAnswer, openAiSpeechAnswer, wait, write, type Step } from '@gptget/testkit'
import { pngOf } from '../../../tests/platform/pictures.ts'
import { printTable } from '../../../tests/proofs/table.ts'
import { medianOf } from './median-of.ts'
import type { MediaBench } from './media-bench.ts'

const ROUNDS = 25
const MIB = 1024 * 1024
const IMAGE_MIB = [1, 4, 16]
/** The allowed overhead of an image answer in milliseconds. */
const limitOf = (mib: number): number => 15 + 2 * mib
const SPEECH_LIMIT_MS = 5

type Asked = { path: string; body: object }

/** Measures the overhead of images and speech over their provider. Returns whether it is within the limits. */
export const measureAnswers = async (bench: MediaBench): Promise<boolean> => {
  const rows: { name: string; own: number; theirs: number; limit: number }[] = []
  for (const mib of IMAGE_MIB) {
    const steps = openAiImageAnswer([pictureOf(mib).toString('base64')])
    const asked = { path: '/images/generations', body: { prompt: 'A fox' } }
    const [theirs, own] = await compare(bench, steps, asked, 'openai/painter')
    rows.push({ name: `an image of ${mib} MiB, as an address`, theirs, own, limit: limitOf(mib) })
  }
  const speech = { path: '/audio/speech', body: { input: 'Hello there.', voice: 'alloy' } }
  const [theirs, own] = await compare(bench, SPEECH, speech, 'openai/speaker')
  rows.push({ name: 'the first byte of speech', theirs, own, limit: SPEECH_LIMIT_MS })
  bench.report(
    `\nAnswers, ms, medians of ${ROUNDS}:\n${printTable(
      ['', 'provider', 'here', 'added', 'at most'],
      rows.map((row) => [
        row.name,
        row.theirs.toFixed(1),
        row.own.toFixed(1),
        (row.own - row.theirs).toFixed(1),
        String(row.limit),
      ]),
    )}`,
  )
  return rows.every((row) => row.own - row.theirs <= row.limit)
}

/** A PNG header followed by noise. */
const pictureOf = (mib: number): Buffer => {
  const start = pngOf(64, 64)
  return Buffer.concat([start, randomBytes(mib * MIB - start.byteLength)])
}

/** Speech whose second piece comes much later. */
const SPEECH: Step[] = [
  head(200, { 'content-type': 'audio/mpeg' }),
  write(Buffer.concat([Buffer.from('ID3'), randomBytes(8_000)])),
  wait(60),
  ...openAiSpeechAnswer([randomBytes(8_000)]).slice(1),
]

/** Measures the time to the first byte of speech or the last of an image answer, at the provider and here. */
const compare = async (
  { platform, account, upstream }: MediaBench,
  steps: Step[],
  { path, body }: Asked,
  model: string,
): Promise<[theirs: number, own: number]> => {
  upstream.clear()
  upstream.script({ match: { path: /./ }, steps })
  const isSpeech = path.includes('speech')
  const ask = (url: string, key: string) =>
    timeOf(url + path, key, JSON.stringify({ ...body, model }), isSpeech)
  const theirs: number[] = []
  const own: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await ask(`${upstream.url}/v1`, 'key'))
    own.push(await ask(platform.baseUrl, account.apiKey))
    upstream.clear()
    upstream.script({ match: { path: /./ }, steps })
  }
  return [medianOf(theirs), medianOf(own)]
}

const timeOf = async (url: string, key: string, body: string, isFirstByte: boolean): Promise<number> => {
  const startedAtMs = performance.now()
  const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body })
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  let firstByteMs: number | null = null
  for await (const _ of answer.body!) firstByteMs ??= performance.now() - startedAtMs
  return isFirstByte ? firstByteMs! : performance.now() - startedAtMs
}
