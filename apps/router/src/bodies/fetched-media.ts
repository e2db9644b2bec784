import { mediaUrlsOf } from '@gptget/protocol'
import type { FetchedMedia } from '@gptget/protocol'
import type { ReadHead } from './prepared.ts'
import { readChat } from './read-chat.ts'

/** The content of a URL in a chat. */
export type Fetched = FetchedMedia & { url: string }

/** The URLs of images and files in a chat. */
export const findMediaUrls = (body: Buffer, head: ReadHead): string[] =>
  mediaUrlsOf(readChat(head, body)).filter((url) => /^https?:/i.test(url))
