# Helpers shared by every folder: one way to declare a library, one way to declare a tool.

# kiln_add_library(Name source... [DEPENDS target...] [LINK library...])
# Declares the static library Name of the Kiln tree; it links the one shared libMLIR and libLLVM.
# It is installed and exported as Kiln::<Name>.
function(kiln_add_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:include>)
  kiln_set_compile_options(${name})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  set_property(GLOBAL APPEND PROPERTY KILN_LIBS ${name})
endfunction()

# kiln_add_tool(name source... LINK library...)
# Declares an executable that is installed to bin/ and exported as Kiln::<name>.
function(kiln_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
  kiln_set_compile_options(${name})
  install(TARGETS ${name} EXPORT KilnToolTargets RUNTIME DESTINATION bin)
endfunction()

# kiln_set_compile_options(name)
# What all targets compile with: warnings, and MLIR's headers, which take most of a compiler's time,
# precompiled once. Sources include what they use all the same: CMAKE_DISABLE_PRECOMPILE_HEADERS=ON
# builds without.
function(kiln_set_compile_options name)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wno-unused-parameter)
  if(KILN_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
  target_precompile_headers(${name} REUSE_FROM KilnHeaders)
endfunction()
