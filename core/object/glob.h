#pragma once

#include "core/base/result.h"

#include <QStringView>

#include <memory>

namespace cauce::object {

//! \brief A file pattern in the dialect of Argo CD's `directory.include` and `directory.exclude`.
//!
//! `*` and `**` match any characters, '/' too; `?` one character; `[abc]` and `[a-z]` one of a set
//! (`[!a]` not); `{a,b*}` one of several patterns, nested if need be; `\` takes the next character
//! as it is. The whole text must match. Matching costs pattern length times text length, whatever
//! the pattern. A value; any thread.
class Glob
{
public:
    //! \return Invalid saying what is wrong with \p pattern. (Argo CD lets a broken pattern match
    //!         nothing, which would turn a typing mistake into "everything was removed".)
    static Result<Glob> compile(QStringView pattern);

    bool matches(QStringView text) const;

private:
    struct Program;
    explicit Glob(std::shared_ptr<const Program> program);
    std::shared_ptr<const Program> m_program;
};

} // namespace cauce::object
