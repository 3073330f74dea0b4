# Fails on calls that one rule of the architecture forbids everywhere, or outside one choke point.
# A line may say why it is an exception: "// arch: reason".
cmake_minimum_required(VERSION 3.25)

# name | pattern | folders | files that may | why
set(rules
    "wait|(QEventLoop|waitFor[A-Z][A-Za-z]+\\(|processEvents|BlockingQueuedConnection)|core models ui app||no thread waits in a nested loop"
    "process|(QProcess[^E]|posix_spawn|[^a-zA-Z_]fork\\(|popen\\(|[^a-zA-Z_:.>]system\\()|core models ui app|core/base/processrunner.cpp|children are started in one place"
    "tls|(ignoreSslErrors|VerifyNone)|core models ui app|core/cluster/tlsidentity.cpp|TLS is weakened in one place, where the kubeconfig asks for it"
    "proxy|usesSystemConfiguration|setUseSystemConfiguration\\(true|core models ui app||the system's proxy look-up blocks"
    "then|\\.then\\(|core models ui app||QFuture::then asserts in Qt 6.4 when its context dies first: use onResult()"
    "translate|[^a-zA-Z_.>:]tr\\(\"|core||core does not speak to people"
    "richtext|(setTextFormat\\(Qt::(RichText|AutoText)|Qt::MarkdownText|setHtml\\()|ui||text of others is never markup")

set(bad "")
set(n 0)
foreach(rule IN LISTS rules)
  # A '|' inside the pattern's brackets is part of it: name and pattern end are found from both sides.
  string(REGEX MATCH "^([a-z]+)\\|(.*)\\|([a-z ]+)\\|([^|]*)\\|([^|]*)$" ok "${rule}")
  set(name ${CMAKE_MATCH_1})
  set(pattern "${CMAKE_MATCH_2}")
  string(REPLACE " " ";" folders "${CMAKE_MATCH_3}")
  string(REPLACE " " ";" owners "${CMAKE_MATCH_4}")
  set(why "${CMAKE_MATCH_5}")
  foreach(folder IN LISTS folders)
    file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cpp)
    foreach(file IN LISTS files)
      math(EXPR n "${n} + 1")
      if(file IN_LIST owners)
        continue()
      endif()
      file(STRINGS ${ROOT}/${file} lines REGEX "${pattern}")
      foreach(line IN LISTS lines)
        if(NOT line MATCHES "^ *(//|\\*)" AND NOT line MATCHES "// arch: ")
          string(STRIP "${line}" line)
          list(APPEND bad "${file}: ${line} (${why})")
        endif()
      endforeach()
    endforeach()
  endforeach()
endforeach()
if(bad OR n EQUAL 0)
  list(JOIN bad "\n  " text)
  message(FATAL_ERROR "forbidden calls (${n} files read):\n  ${text}")
endif()
message(STATUS "no forbidden call")
