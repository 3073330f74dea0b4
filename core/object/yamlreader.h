#pragma once

#include "core/object/manifest.h"

#include <QList>

namespace cauce::object {

//! \brief What one file may cost at the most; beyond it reading stops with ErrorKind::Invalid.
struct YamlBudget
{
    qsizetype maxBytes = 10 << 20;
    qsizetype maxNodes = 2'000'000; //!< after aliases are expanded
    int maxDepth = 200;
};

//! One document of a YAML stream, typed as kubectl types it.
struct YamlDocument
{
    Json value;
    std::shared_ptr<const SourceMap> source;
    SourceLocation start;
};

//! \brief Reads a YAML stream into typed JSON with libyaml: anchors and merge keys resolved.
//!
//! A text that begins with '{' is read as JSON when it is one JSON value, as kubectl does. Scalars
//! get the types that kubectl gives them (YAML 1.1 as Go's yaml.v2 reads it); stricter than
//! kubectl on purpose: duplicate keys, invalid UTF-8, NUL and unknown tags are refused. Empty
//! documents are dropped. All or nothing. Any thread with at least 1 MiB of stack. \param file
//! names the text in errors and locations \return Invalid: "file:line:column: what is wrong"
Result<QList<YamlDocument>> readYaml(const QByteArray& text, const QString& file,
                                     const YamlBudget& budget = {});

//! \brief Reads one file as what its name says: one JSON value for *.json, else a YAML stream.
//!
//! Errors as readYaml().
Result<QList<YamlDocument>> readDocuments(const QByteArray& text, const QString& file,
                                          const YamlBudget& budget = {});

//! \brief The Kubernetes objects of one document, their names validated.
//!
//! A list (any object with a top-level `items` array, whatever its kind) is flattened, lists in it
//! too; a list with `items: null` and neither spec nor status is empty. \return Invalid with
//! file:line for a document that is no Kubernetes object
Result<QList<Manifest>> manifestsOf(const YamlDocument& document);

//! \brief Reads the Kubernetes objects of one file: readDocuments(), then manifestsOf() each.
Result<QList<Manifest>> readManifests(const QByteArray& text, const QString& file,
                                      const YamlBudget& budget = {});

//! \brief Whether \p text has the words of a Kubernetes object: "apiVersion:", "kind:" and
//! "metadata:".
//!
//! Argo CD ignores a file of a directory source that cannot be read or is no object, unless it
//! looks like one.
bool looksLikeManifest(const QByteArray& text);

} // namespace cauce::object
