// Module train makes the models that ship in the binary. It is its own module so
// that users of Signpost never see it; nothing is downloaded but the word vectors.
module signpost/dev/train

go 1.26.0

require signpost v0.0.0

replace signpost => ../..
