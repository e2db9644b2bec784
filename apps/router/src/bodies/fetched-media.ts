import { mediaUrlsOf } from '@gptget/protocol'
import type { FetchedMedia } from '@gptget/protocol'
import type { ReadHead } from './prepared.ts'
import { readChat } from './read-chat.ts'

/** What is at an address that a chat names. */
export type Fetched = FetchedMedia & { url: string }

/** The addresses of pictures and files in a chat. */
export const findMediaUrls = (body: Buffer, head: ReadHead): string[] =>
  mediaUrlsOf(readChat(head, body)).filter((url) => /^https?:/i.test(url))
