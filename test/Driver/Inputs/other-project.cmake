cmake_minimum_required(VERSION 3.20)
project(other LANGUAGES C)
find_package(Kiln REQUIRED COMPONENTS Compiler)
if(BAD)
  set(unknown PRECISION f16)
endif()
kiln_add_model(model ${unknown} MODEL my-model.onnx NAME reader CPU x86-64-v2
  TARGET x86_64-linux-gnu DIMS N=1 SHAPES image=1x1x8x8 OPTIONS -O1)
