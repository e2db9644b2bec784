import { randomBytes } from 'node:crypto'
import { array, assert, constantFrom, dictionary, integer, letrec, oneof, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { liftTexts } from './lifted-texts.ts'

const LONG = randomBytes(50_000).toString('base64')

/** The JSON with the texts that were left as bytes restored. */
const readBack = (json: Buffer): unknown => {
  const { json: short, find } = liftTexts(json)
  return JSON.parse(short.toString(), (_, value: unknown) =>
    typeof value === 'string' ? (find(value)?.toString('latin1') ?? value) : value,
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
  expect(liftTexts(json).json).toBe(json)
})

it('does not change any other JSON, with any escapes', () => {
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
    property(value, (each) => {
      const text = JSON.stringify(each)
      expect(readBack(Buffer.from(text))).toEqual(JSON.parse(text))
    }),
    { numRuns: 20 },
  )
})

it('is fast for a body full of quotes', () => {
  const json = Buffer.from(`{"text":"${'\\"'.repeat(500_000)}"}`)
  const startedAtMs = performance.now()
  liftTexts(json)
  expect(performance.now() - startedAtMs).toBeLessThan(1_000)
})
