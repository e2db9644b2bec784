import { lazy, Suspense, useState, type ComponentType } from 'react'

/** What the button that stands for a control must pass on to its element. */
export type FaceProps = { onClick: () => void; onPointerEnter: () => void; onFocus: () => void }

/**
 * A control whose code is loaded when it is first used, so that no page loads it before. Until then `Face` is a button
 * that looks the same; the first click opens the control, which has to show itself open at first.
 */
export const onDemand = <Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  Face: ComponentType<Props & FaceProps>,
): ComponentType<Props> => {
  const Control = lazy(load)
  const ahead = (): void => void load().catch(() => {})
  return function OnDemand(props: Props) {
    const [isUsed, setIsUsed] = useState(false)
    const face = <Face {...props} onClick={() => setIsUsed(true)} onPointerEnter={ahead} onFocus={ahead} />
    if (!isUsed) return face
    return (
      <Suspense fallback={face}>
        <Control {...props} />
      </Suspense>
    )
  }
}
