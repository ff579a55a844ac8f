# What `cmake --install` copies besides the tools: headers, libraries, and the
# package that find_package(Kiln) finds.

include(CMakePackageConfigHelpers)

foreach(tree ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  install(DIRECTORY ${tree}/include/Kiln DESTINATION include
    FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
    PATTERN "CMakeFiles" EXCLUDE)
endforeach()

# The Python module looks for libKilnC.so in the folder lib beside its own.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/python DESTINATION .
  PATTERN "__pycache__" EXCLUDE)

get_property(kiln_libs GLOBAL PROPERTY KILN_LIBS)
install(TARGETS ${kiln_libs} EXPORT KilnTargets ARCHIVE DESTINATION lib)
install(EXPORT KilnTargets NAMESPACE Kiln:: DESTINATION lib/cmake/Kiln)
install(EXPORT KilnToolTargets NAMESPACE Kiln:: DESTINATION lib/cmake/Kiln)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/KilnConfig.cmake.in
  ${PROJECT_BINARY_DIR}/KilnConfig.cmake
  INSTALL_DESTINATION lib/cmake/Kiln)
# The tools serve projects for machines of any word size.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/KilnConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${PROJECT_BINARY_DIR}/KilnConfig.cmake
  ${PROJECT_BINARY_DIR}/KilnConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/KilnAddModel.cmake
  DESTINATION lib/cmake/Kiln)
