import { createTwoFilesPatch } from 'diff'
import { styled } from '../output/style.ts'

/** Formats changes as a colored diff, with every key masked. */
export const showChanges = (
  stderr: NodeJS.WriteStream,
  changes: { file: string; before: string | null; after: string | null }[],
): string =>
  changes
    .map(({ file, before, after }) => {
      const patch = createTwoFilesPatch(
        before === null ? '/dev/null' : file,
        after === null ? '/dev/null' : file,
        masked(before ?? ''),
        masked(after ?? ''),
      )
      return patch
        .split('\n')
        .filter((line) => !line.startsWith('====') && !line.startsWith('\\'))
        .map((line) => paint(stderr, line.replace(/\t$/, '')))
        .join('\n')
    })
    .join('\n')

/** Masks everything that looks like a key. */
const masked = (text: string): string => text.replace(/sk-[\w-]{8,}/g, (key) => `${key.slice(0, 9)}…`)

const paint = (stderr: NodeJS.WriteStream, line: string): string => {
  if (/^(---|\+\+\+) /.test(line)) return styled(stderr, 'bold', line)
  if (line.startsWith('+')) return styled(stderr, 'green', line)
  if (line.startsWith('-')) return styled(stderr, 'red', line)
  return line.startsWith('@@') ? styled(stderr, 'cyan', line) : line
}
