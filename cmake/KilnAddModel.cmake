# kiln_add_model(target MODEL file
#                [NAME name] [CPU cpu] [TARGET triple] [DIMS name=size...]
#                [SHAPES input=shape...] [OPTIONS option...] [DEPENDS file...])
#
# Declares the static library `target`, which holds the compiled MODEL (ONNX or
# MLIR text). What links it can include <NAME>.h and call <NAME>_run. NAME is
# the model's file name unless given.
#
# The code is for this machine's CPU, or for the one, or the x86-64 levels, of
# CPU. A cross build compiles for CMAKE_C_COMPILER_TARGET, or for TARGET, with
# the host's kilnc: KILN_KILNC, which is that of the package unless set. DIMS
# and SHAPES are those of `kilnc --dim` and `--shape`; OPTIONS is whatever else
# kilnc shall be given. The model is compiled again when it, kilnc or one of
# DEPENDS (files of weights beside the model) changes.
function(kiln_add_model target)
  cmake_parse_arguments(ARG "" "MODEL;NAME;CPU;TARGET" "DIMS;SHAPES;OPTIONS;DEPENDS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "kiln_add_model(${target}): unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_MODEL)
    message(FATAL_ERROR "kiln_add_model(${target}): expected MODEL and a file")
  endif()
  get_filename_component(model ${ARG_MODEL} ABSOLUTE)
  if(NOT ARG_NAME)
    get_filename_component(ARG_NAME ${model} NAME_WE)
  endif()
  string(MAKE_C_IDENTIFIER ${ARG_NAME} name)
  if(NOT ARG_TARGET AND CMAKE_CROSSCOMPILING)
    set(ARG_TARGET ${CMAKE_C_COMPILER_TARGET})
    if(NOT ARG_TARGET)
      message(FATAL_ERROR "kiln_add_model(${target}): expected TARGET or CMAKE_C_COMPILER_TARGET "
        "in a cross build")
    endif()
  endif()

  set(options --name=${name})
  if(ARG_CPU)
    list(APPEND options --cpu=${ARG_CPU})
  endif()
  if(ARG_TARGET)
    list(APPEND options --target=${ARG_TARGET})
  endif()
  foreach(dim IN LISTS ARG_DIMS)
    list(APPEND options --dim=${dim})
  endforeach()
  foreach(shape IN LISTS ARG_SHAPES)
    list(APPEND options --shape=${shape})
  endforeach()

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.kiln)
  file(MAKE_DIRECTORY ${folder})
  set(object ${folder}/${name}.o)
  set(header ${folder}/${name}.h)
  add_custom_command(OUTPUT ${object} ${header}
    COMMAND ${KILN_KILNC} ${model} ${options} ${ARG_OPTIONS} -o ${object}
    DEPENDS ${model} ${ARG_DEPENDS} ${KILN_KILNC}
    COMMENT "Compiling model ${name}"
    VERBATIM)
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  add_library(${target} STATIC ${object} ${header})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  target_include_directories(${target} INTERFACE ${folder})
  # For the few models that call functions of it.
  target_link_libraries(${target} INTERFACE m)
endfunction()
