import { randomBytes } from 'node:crypto'
import { array, assert, constantFrom, dictionary, integer, letrec, oneof, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { TextLifter } from './lifted-texts.ts'
import type { LiftedText, LiftedTexts } from './lifted-texts.ts'

const LONG = randomBytes(50_000).toString('base64')

/** In pieces that end at these places. */
const liftTexts = (
  json: Buffer,
  cuts: readonly number[] = [],
  onText?: (text: LiftedText) => void,
): LiftedTexts => {
  const lifter = new TextLifter(onText)
  const ends = [...cuts.map((cut) => cut % json.byteLength).toSorted((a, b) => a - b), json.byteLength]
  for (const [index, end] of ends.entries()) lifter.push(json.subarray(ends[index - 1] ?? 0, end))
  return lifter.end()
}

/** The JSON with the texts that were left as bytes restored. */
const readBack = (json: Buffer, cuts?: readonly number[]): unknown => {
  const { json: short, find } = liftTexts(json, cuts)
  return JSON.parse(short.toString(), (_, value: unknown) =>
    typeof value === 'string' ? (find(value)?.toString() ?? value) : value,
  )
}

it('removes images from the JSON before it is parsed, and returns their bytes', () => {
  const body = {
    data: [{ b64_json: LONG, revised_prompt: 'a "fox"\\' }, { b64_json: LONG }],
    usage: { n: 1 },
  }
  const json = Buffer.from(JSON.stringify(body))
  const { json: short, find } = liftTexts(json)
  expect(short.byteLength).toBeLessThan(300)
  expect(find((JSON.parse(short.toString()) as typeof body).data[1]!.b64_json)!.toString()).toBe(LONG)
  expect(readBack(json)).toEqual(body)
})

it.each([
  ['data URLs', `data:image/png;base64,${LONG}`],
  ['lines of base64', LONG.replaceAll(/.{76}/g, '$&\n')],
  ['base64 with escaped slashes', LONG.replaceAll('/', '\\/')],
  ['other texts', 'fox '.repeat(20_000)],
  ['texts with other letters', LONG.slice(0, 66_000) + 'ü'],
])('leaves %s where they are', (_, text) => {
  const json = Buffer.from(JSON.stringify({ text }))
  expect(liftTexts(json).json.equals(json)).toBe(true)
  expect(liftTexts(json, [100, 20_000, 66_500]).json.equals(json)).toBe(true)
})

it('does not change any other JSON, with any escapes and in any pieces', () => {
  const long = constantFrom(LONG, `${LONG}\\`, `\\"${LONG}`, `${LONG}"`)
  const value = letrec((tie) => ({
    any: oneof(
      { maxDepth: 3 },
      string({ unit: 'binary' }),
      long,
      integer(),
      array(tie('any'), { maxLength: 4 }),
      dictionary(string(), tie('any'), { maxKeys: 4 }),
    ),
  })).any
  assert(
    property(value, array(integer({ min: 0 })), (each, cuts) => {
      const text = JSON.stringify(each)
      expect(readBack(Buffer.from(text), cuts)).toEqual(JSON.parse(text))
    }),
    { numRuns: 20 },
  )
})

it('finds quotes and escapes at any cut', () => {
  const value = { a: 'x\\', b: '\\"', c: '"\\\\"', d: ['', '\\\\'] }
  const json = Buffer.from(JSON.stringify(value))
  for (let cut = 0; cut < json.byteLength; cut += 1) {
    expect(readBack(json, [cut])).toEqual(value)
    expect(readBack(json, [cut, cut + 1])).toEqual(value)
  }
})

it('passes on a text while it arrives', async () => {
  const json = Buffer.from(JSON.stringify({ data: LONG }))
  const lifter = new TextLifter((text) => (found = text))
  let found: LiftedText | null = null as LiftedText | null
  lifter.push(json.subarray(0, 40_000))
  expect(found).toBeNull()
  lifter.push(json.subarray(40_000, 66_600))
  const reading = Array.fromAsync(found!.read())
  lifter.push(json.subarray(66_600))
  expect(Buffer.concat(await reading).toString()).toBe(LONG)
  expect(lifter.end().json.byteLength).toBeLessThan(100)
})

it.each<[string, (lifter: TextLifter) => void]>([
  ['turns out not to be base64', (lifter) => lifter.push(Buffer.from('\\n"}'))],
  ['has no end', (lifter) => lifter.end()],
  ['breaks off', (lifter) => lifter.fail(new Error('the connection broke'))],
])('says of a text that it %s', async (_, go) => {
  const found: LiftedText[] = []
  const lifter = new TextLifter((text) => found.push(text))
  lifter.push(Buffer.from(`{"data":"${LONG}`))
  const reading = Array.fromAsync(found[0]!.read())
  go(lifter)
  await expect(reading).rejects.toThrow(Error)
})

it('is fast for a body full of quotes', () => {
  const json = Buffer.from(`{"text":"${'\\"'.repeat(500_000)}"}`)
  const startedAtMs = performance.now()
  liftTexts(json)
  expect(performance.now() - startedAtMs).toBeLessThan(1_000)
})
