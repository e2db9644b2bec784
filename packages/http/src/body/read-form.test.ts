import type { Bus } from '@gptget/bus'
import { Readable } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { readFormAsJson } from './read-form.ts'

const MIB = 1024 * 1024

/** A request with a form of texts: `[header, text]` for each part. Only files need the bus. */
const read = async (parts: [disposition: string, text: string][]): Promise<unknown> => {
  const body = parts.map(([name, text]) => `--x\r\ncontent-disposition: form-data${name}\r\n\r\n${text}\r\n`)
  const request = Object.assign(Readable.from([Buffer.from(`${body.join('')}--x--\r\n`)]), {
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  }) as unknown as IncomingMessage
  const json = await readFormAsJson({} as Bus, request, { accountId: 'a', mediaId: 'm' })
  return JSON.parse(json.toString())
}

describe('a form', () => {
  it('becomes an object, with lists for names that occur twice or end with brackets', async () => {
    expect(
      await read([
        ['; name="a"', '1'],
        ['; name="b"', '2'],
        ['; name="b"', '3'],
        ['; name="c[]"', '4'],
      ]),
    ).toEqual({
      a: '1',
      b: ['2', '3'],
      c: ['4'],
    })
  })

  it('may have any names without changing how objects work', async () => {
    await read([
      ['; name="__proto__"', '{"isChanged":true}'],
      ['; name="constructor"', '1'],
    ])
    expect(Reflect.get({}, 'isChanged')).toBeUndefined()
  })

  it.each([
    ['a part without a name', [['', '1']], { status: 400 }],
    ['a file without a name', [['; filename="a.png"', '1']], { status: 400 }],
    [
      'more texts than are held in memory',
      Array.from({ length: 3 }, (_, at) => [`; name="f${at}"`, 'a'.repeat(MIB - 1)]),
      { status: 413 },
    ],
    ['a text that is too long', [['; name="a"', 'a'.repeat(MIB + 1)]], { status: 413 }],
    ['too many parts', Array.from({ length: 201 }, (_, at) => [`; name="f${at}"`, '1']), { status: 400 }],
  ] as [string, [string, string][], object][])('with %s is refused', async (_, parts, refusal) => {
    await expect(read(parts)).rejects.toMatchObject(refusal)
  })
})
