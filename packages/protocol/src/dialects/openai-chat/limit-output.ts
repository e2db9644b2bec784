import { editBytes } from '../../json/splice.ts'

/** Both names of the limit are heeded by some: whichever is there is set, else the newer one. */
export const limitOutput = (body: Buffer, maxOutputTokens: number): Buffer =>
  editBytes(body, (read) => {
    const limit = String(maxOutputTokens)
    const isOld = (read('max_tokens') ?? null) !== null
    const isNew = (read('max_completion_tokens') ?? null) !== null
    return {
      ...(isOld ? { max_tokens: limit } : {}),
      ...(isNew || !isOld ? { max_completion_tokens: limit } : {}),
    }
  })

/** Of a legacy completion, which knows one name. */
export const limitCompletion = (body: Buffer, maxOutputTokens: number): Buffer =>
  editBytes(body, () => ({ max_tokens: String(maxOutputTokens) }))
