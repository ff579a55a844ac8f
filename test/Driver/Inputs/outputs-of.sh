#!/bin/sh
# usage: outputs-of.sh MODEL FOLDER: all that kilnc can make of MODEL, in FOLDER.
model=$1 out=$2
mkdir -p "$out"
for stage in kiln linalg scheduled vector memref llvm llvm-ir asm obj shared dot; do
  kilnc "$model" --name=model --emit=$stage -o "$out/$stage" || exit 1
done
for option in -O0 --dynamic-batch --threads=callback --profile --sanitize=address; do
  kilnc "$model" --name=model $option -o "$out/model$option.o" || exit 1
done
kilnc "$model" --name=model --cpu=x86-64,x86-64-v3 --target=x86_64-linux-gnu -o "$out/levels.o" || exit 1
kilnc "$model" --name=model -o "$out/model.o" --report="$out/report.json" || exit 1
# The times that a report tells are what they are.
sed -i 's/"seconds": [0-9.e+-]*/"seconds": 0/' "$out/report.json"
