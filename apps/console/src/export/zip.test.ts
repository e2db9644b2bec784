import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { zip } from './zip.ts'

async function* texts(...all: string[]) {
  for (const text of all) yield Buffer.from(text)
}

it('an archive contains every file, including an empty one', async () => {
  const archive = await Array.fromAsync(
    zip([
      { name: 'a.txt', content: texts('one ', 'zwei ✓') },
      { name: 'empty.txt', content: texts() },
    ]),
  )
  const files = unzipSync(Buffer.concat(archive))
  expect(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))).toEqual({
    'a.txt': 'one zwei ✓',
    'empty.txt': '',
  })
})

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x')
  throw new Error('the database went away')
}

it('an archive reads files lazily, and fails if a file throws', async () => {
  let asked = 0
  async function* endless() {
    for (;;) {
      asked += 1
      yield Buffer.alloc(100_000, String(asked))
    }
  }
  const reading = zip([{ name: 'a', content: endless() }])
  await reading.next()
  expect(asked).toBeLessThan(3)
  await reading.return(undefined)
  await expect(Array.fromAsync(zip([{ name: 'a', content: broken() }]))).rejects.toThrow('went away')
})
