import { SettingsFrame } from '../settings/settings-frame.tsx'
import { Passkeys } from './passkeys.tsx'
import { Sessions } from './sessions.tsx'
import { TwoFactor } from './two-factor.tsx'

/** How safely a person signs in, and where they are signed in. */
export const SecurityPage = () => (
  <SettingsFrame>
    <TwoFactor />
    <Passkeys />
    <Sessions />
  </SettingsFrame>
)
