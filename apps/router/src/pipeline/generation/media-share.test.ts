import { ByteBudget } from '@gptget/threads'
import { expect, it } from 'vitest'
import { gather, MediaShare } from './media-share.ts'

const MIB = 1024 * 1024

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < count; piece++) yield new Uint8Array(MIB)
}

it('media that many requests of an account refer to use at most its share of memory, which is freed at once', async () => {
  const budget = new ByteBudget({ processBytes: 16 * MIB, accountBytes: 8 * MIB })
  const shareOf = (account: string) => new MediaShare(budget, account)
  const first = shareOf('a')
  expect((await gather(pieces(6), first)).byteLength).toBe(6 * MIB)
  const second = shareOf('a')
  await expect(gather(pieces(6), second)).rejects.toThrow('This account is sending too many')
  second.release()
  expect((await gather(pieces(8), shareOf('b'))).byteLength).toBe(8 * MIB)
  await expect(gather(pieces(6), shareOf('c'))).rejects.toThrow('Too many large requests')
  first.release()
  first.release()
  expect((await gather(pieces(6), shareOf('a'))).byteLength).toBe(6 * MIB)
})
