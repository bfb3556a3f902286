// Loaded before the tests of a run that must come out the same each time: what is made up at random is the same too.
import fc from 'fast-check';

fc.configureGlobal({seed: Number(process.env.ASSENT_SEED)});
