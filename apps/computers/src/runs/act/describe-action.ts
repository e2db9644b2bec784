import type { DesktopAction } from '@gptget/computer-use'

/**
 * Characters that people do not see on a screen but programs read: controls, directions, joiners, and the tags that
 * hide text in text.
 */
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu

const visible = (text: string): string =>
  text.replaceAll(INVISIBLE, (character) =>
    character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )

/** An action in events. Typed or executed text is shown so that nothing is hidden in it. */
export const describeAction = ({ type, ...fields }: DesktopAction): { action: string; input: object } => ({
  action: type,
  input: Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? visible(value) : value]),
  ),
})
