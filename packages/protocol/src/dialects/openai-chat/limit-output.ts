import { editBytes } from '../../json/splice.ts'

/** Some servers use both names of the limit, so the present ones are set, or else the newer one. */
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

/** The same for a legacy completion, which has one name. */
export const limitCompletion = (body: Buffer, maxOutputTokens: number): Buffer =>
  editBytes(body, () => ({ max_tokens: String(maxOutputTokens) }))
