import { widthOf, type Terminal } from '../terminal.ts'

export type TextStream = { write(piece: string): void; end(): void }

const WIDEST = 100

/** Opens a stream for the answer's text: renders Markdown block by block in a terminal, and is plain in a pipe. */
export const openText = async ({ stdout }: Terminal, isMarkdown: boolean): Promise<TextStream> =>
  stdout.isTTY && isMarkdown ? rendered(stdout) : plain(stdout)

const plain = (stdout: NodeJS.WriteStream): TextStream => {
  let last = '\n'
  return {
    write: (piece) => {
      last = piece
      stdout.write(piece)
    },
    end: () => {
      if (!last.endsWith('\n')) stdout.write('\n')
    },
  }
}

const rendered = async (stdout: NodeJS.WriteStream): Promise<TextStream> => {
  const { createMarkdownStreamer, render } = await import('markdansi')
  const color = stdout.hasColors?.() ?? false
  const streamer = createMarkdownStreamer({
    render: (markdown) =>
      render(markdown, { width: Math.min(WIDEST, widthOf(stdout)), color, hyperlinks: color }),
    spacing: 'single',
  })
  return {
    write: (piece) => stdout.write(streamer.push(piece)),
    end: () => {
      const rest = streamer.finish()
      stdout.write(rest.endsWith('\n') || rest === '' ? rest : `${rest}\n`)
    },
  }
}
