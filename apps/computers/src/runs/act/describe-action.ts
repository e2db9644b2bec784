import type { DesktopAction } from '@gptget/computer-use'

/**
 * Characters that a person does not see on a screen, but a program reads: controls, directions, joiners, and the tags
 * by which text is hidden in text.
 */
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu

const visible = (text: string): string =>
  text.replaceAll(INVISIBLE, (character) =>
    character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )

/** An action as events tell it. What is typed or run is shown so that nothing hides in it. */
export const describeAction = ({ type, ...fields }: DesktopAction): { action: string; input: object } => ({
  action: type,
  input: Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? visible(value) : value]),
  ),
})
