#!/bin/sh
# usage: midway.sh SIGNAL|gone MODEL COMMAND...
#
# Runs COMMAND, which reads midway.mlir and writes to the folder out, up to the
# moment when its output is begun; then sends it the signal, or removes the
# folder and hands it the MODEL. Prints the exit code.
what=$1 model=$2
shift 2
rm -f midway.mlir
mkfifo midway.mlir
"$@" &
pid=$!
until ls out/*.tmp-* > began 2> /dev/null; do
  kill -0 $pid || exit 1
  sleep 0.02
done
if test $what = gone; then
  rm -r out
  timeout 60 sh -c "cat $model > midway.mlir"
else
  kill -$what $pid
fi
wait $pid
echo "exit code $?"
