/** Preloaded (`--import`), it answers every import of `cdktf` with the fork `cdktn`: the switch that a later commit will make in package.json. */
import { registerHooks } from 'node:module';

registerHooks({ resolve: (specifier, context, next) => next(specifier === 'cdktf' ? 'cdktn' : specifier, context) });
