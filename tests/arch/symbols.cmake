# Fails when a library refers to a function that writes a commit, pushes, or touches a work tree.
# cmake -DNM=nm -DLIBRARY=libcore_git.a -P symbols.cmake
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${NM} -u ${LIBRARY} OUTPUT_VARIABLE symbols ERROR_VARIABLE errors RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "cannot read ${LIBRARY}: ${errors}")
endif()
if(NOT symbols MATCHES "git_")
  message(FATAL_ERROR "${LIBRARY} refers to no libgit2 function at all: the wrong library was read")
endif()
string(REGEX MATCHALL
       "git_(commit_create|commit_amend|remote_push|remote_upload|push_|tag_create|tree_create|treebuilder|blob_create|index_|checkout_|merge|rebase_|cherrypick|revert|reset|stash_|note_create|submodule_|filter_)[a-z_]*"
       bad "${symbols}")
# Options structures are initialised by functions of these names; they write nothing.
list(FILTER bad EXCLUDE REGEX "_options_init$|_init_options$")
if(bad)
  list(REMOVE_DUPLICATES bad)
  list(JOIN bad "\n  " text)
  message(FATAL_ERROR "functions that write to Git in a read-only library:\n  ${text}")
endif()
message(STATUS "no symbol that writes to Git")
