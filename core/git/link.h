#pragma once

#include "core/base/canceltoken.h"
#include "core/git/remote.h"

#include <memory>

// Private to core/git.
namespace cauce::git {

//! \brief A way to the repository of one Remote: bytes of Git's smart protocol, to and from.
//!
//! It can ask for git-upload-pack only: nothing in here can push. Every call blocks, watches the
//! CancelToken and gives up after the remote's idle timeout. Belongs to one thread.
class Link
{
public:
    enum class Request { References, Pack };

    virtual ~Link() = default;
    //! Whether each request is a connection of its own (http) or all share one (ssh).
    virtual bool isStateless() const = 0;
    virtual Result<void> begin(Request request) = 0;
    virtual Result<void> write(const char* data, qsizetype size) = 0;
    //! \return bytes, 0 at the end
    virtual Result<qsizetype> read(char* buffer, qsizetype size) = 0;
    virtual void close() = 0;
};

std::unique_ptr<Link> makeSshLink(const Remote& remote, const CancelToken& cancel);
std::unique_ptr<Link> makeHttpLink(const Remote& remote, const CancelToken& cancel);

} // namespace cauce::git
