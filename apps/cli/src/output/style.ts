import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Formats text if the stream supports colors: not in a pipe, and not with `NO_COLOR`. */
export const styled = (stream: NodeJS.WriteStream, format: Format, text: string): string =>
  styleText(format, text, { stream, validateStream: true })
