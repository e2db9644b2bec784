import { lazy, Suspense, useState, type ComponentType } from 'react'

/** The handlers that the placeholder of a control must pass to its button. */
export type FaceProps = { onClick: () => void; onPointerEnter: () => void; onFocus: () => void }

/**
 * A control whose code is loaded when it is first used. Until then `Face` is shown, a button that looks the same. The
 * first click replaces it by the control, which must be initially open.
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
