#pragma once

#include "core/object/jsonpointer.h"

#include <QList>

#include <optional>

namespace cauce::diff {

//! \brief A path written as jq writes it: the part of jq that only names fields.
//!
//! Members (`.spec.replicas`, `."a.b"`, `["a/b"]`), items (`[0]`, `[-1]`, `[]`), `?`, and between
//! pipes `select(.name == "x")` with a text, a number, true or false. No more than that: a general
//! jq is a program out of a repository, without bounds on time and memory. A value.
struct JqPath
{
    struct Step
    {
        enum class Kind { Member, Item, Each, Select };
        Kind kind = Kind::Member;
        QString name; //!< of Member
        qsizetype index = 0; //!< of Item; negative counts from the end
        QStringList selected; //!< of Select: the members down to what is compared
        object::Json wanted {}; //!< of Select

        friend bool operator==(const Step&, const Step&) = default;
    };
    QList<Step> steps; //!< never empty, never Select alone

    //! Nothing when it is no jq, or more of it than this.
    static std::optional<JqPath> parse(QStringView text);

    //! Whether it names items of lists, or any member, so that two objects may answer differently.
    bool hasItems() const;
    //! What it names in \p document, in the order of the document; what is not there is not named.
    QList<object::JsonPointer> in(const object::Json& document) const;

    friend bool operator==(const JqPath&, const JqPath&) = default;
};

} // namespace cauce::diff
