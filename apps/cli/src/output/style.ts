import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Text in a colour, where the stream shows colours: never in a pipe, nor under `NO_COLOR`. */
export const styled = (stream: NodeJS.WriteStream, format: Format, text: string): string =>
  styleText(format, text, { stream, validateStream: true })
