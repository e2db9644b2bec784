import { objectOf } from '../../json/object.ts'
import { editBytes } from '../../json/splice.ts'

/** The limit is part of the settings, which have two names. */
export const limitOutput = (body: Buffer, maxOutputTokens: number): Buffer =>
  editBytes(body, (read) => {
    const name = read('generation_config') === undefined ? 'generationConfig' : 'generation_config'
    const { max_output_tokens: _, ...settings } = objectOf(read(name))
    return { [name]: JSON.stringify({ ...settings, maxOutputTokens }) }
  })
