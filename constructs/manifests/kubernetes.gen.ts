/** Made by `npm run schemas` from schemas.gen.json. Do not edit. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AWSElasticBlockStoreVolumeSource: {
            fsType?: string;
            /** Format: int32 */
            partition?: number;
            readOnly?: boolean;
            volumeID: string;
        };
        Affinity: {
            nodeAffinity?: components["schemas"]["NodeAffinity"];
            podAffinity?: components["schemas"]["PodAffinity"];
            podAntiAffinity?: components["schemas"]["PodAntiAffinity"];
        };
        AggregationRule: {
            clusterRoleSelectors?: components["schemas"]["LabelSelector"][];
        };
        AppArmorProfile: {
            localhostProfile?: string;
            type: string;
        };
        AppProject: {
            /** @enum {string} */
            apiVersion: "argoproj.io/v1alpha1";
            /** @enum {string} */
            kind: "AppProject";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                clusterResourceBlacklist?: {
                    group: string;
                    kind: string;
                    name?: string;
                }[];
                clusterResourceWhitelist?: {
                    group: string;
                    kind: string;
                    name?: string;
                }[];
                description?: string;
                destinationServiceAccounts?: {
                    defaultServiceAccount: string;
                    namespace?: string;
                    server: string;
                }[];
                destinations?: {
                    name?: string;
                    namespace?: string;
                    server?: string;
                }[];
                namespaceResourceBlacklist?: {
                    group: string;
                    kind: string;
                }[];
                namespaceResourceWhitelist?: {
                    group: string;
                    kind: string;
                }[];
                orphanedResources?: {
                    ignore?: {
                        group?: string;
                        kind?: string;
                        name?: string;
                    }[];
                    warn?: boolean;
                };
                permitOnlyProjectScopedClusters?: boolean;
                roles?: {
                    description?: string;
                    groups?: string[];
                    jwtTokens?: {
                        /** Format: int64 */
                        exp?: number;
                        /** Format: int64 */
                        iat: number;
                        id?: string;
                    }[];
                    name: string;
                    policies?: string[];
                }[];
                signatureKeys?: {
                    keyID: string;
                }[];
                sourceIntegrity?: {
                    git: {
                        policies: {
                            gpg: {
                                keys: string[];
                                mode: string;
                            };
                            repos: {
                                url: string;
                            }[];
                        }[];
                    };
                };
                sourceNamespaces?: string[];
                sourceRepos?: string[];
                syncWindows?: {
                    andOperator?: boolean;
                    applications?: string[];
                    clusters?: string[];
                    description?: string;
                    duration?: string;
                    kind?: string;
                    manualSync?: boolean;
                    namespaces?: string[];
                    schedule?: string;
                    syncOverrun?: boolean;
                    timeZone?: string;
                }[];
            };
            status?: {
                jwtTokensByRole?: {
                    [key: string]: {
                        items?: {
                            /** Format: int64 */
                            exp?: number;
                            /** Format: int64 */
                            iat: number;
                            id?: string;
                        }[];
                    };
                };
            };
        };
        Application: {
            /** @enum {string} */
            apiVersion: "argoproj.io/v1alpha1";
            /** @enum {string} */
            kind: "Application";
            metadata: components["schemas"]["ObjectMeta"];
            operation?: {
                info?: {
                    name: string;
                    value: string;
                }[];
                initiatedBy?: {
                    automated?: boolean;
                    username?: string;
                };
                retry?: {
                    backoff?: {
                        duration?: string;
                        /** Format: int64 */
                        factor?: number;
                        maxDuration?: string;
                    };
                    /** Format: int64 */
                    limit?: number;
                    refresh?: boolean;
                };
                sync?: {
                    /** Format: int64 */
                    autoHealAttemptsCount?: number;
                    dryRun?: boolean;
                    manifests?: string[];
                    prune?: boolean;
                    resources?: {
                        group?: string;
                        kind: string;
                        name: string;
                        namespace?: string;
                    }[];
                    revision?: string;
                    revisions?: string[];
                    source?: {
                        chart?: string;
                        directory?: {
                            disableExtensionFilter?: boolean;
                            exclude?: string;
                            include?: string;
                            jsonnet?: {
                                extVars?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                                libs?: string[];
                                tlas?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                            };
                            recurse?: boolean;
                        };
                        helm?: {
                            apiVersions?: string[];
                            fileParameters?: {
                                name?: string;
                                path?: string;
                            }[];
                            ignoreMissingValueFiles?: boolean;
                            kubeVersion?: string;
                            namespace?: string;
                            parameters?: {
                                forceString?: boolean;
                                name?: string;
                                value?: string;
                            }[];
                            passCredentials?: boolean;
                            releaseName?: string;
                            skipCrds?: boolean;
                            skipSchemaValidation?: boolean;
                            skipTests?: boolean;
                            valueFiles?: string[];
                            values?: string;
                            valuesObject?: Record<string, never>;
                            version?: string;
                        };
                        kustomize?: {
                            apiVersions?: string[];
                            commonAnnotations?: {
                                [key: string]: string;
                            };
                            commonAnnotationsEnvsubst?: boolean;
                            commonLabels?: {
                                [key: string]: string;
                            };
                            components?: string[];
                            forceCommonAnnotations?: boolean;
                            forceCommonLabels?: boolean;
                            ignoreMissingComponents?: boolean;
                            images?: string[];
                            kubeVersion?: string;
                            labelIncludeTemplates?: boolean;
                            labelWithoutSelector?: boolean;
                            namePrefix?: string;
                            nameSuffix?: string;
                            namespace?: string;
                            patches?: {
                                options?: {
                                    [key: string]: boolean;
                                };
                                patch?: string;
                                path?: string;
                                target?: {
                                    annotationSelector?: string;
                                    group?: string;
                                    kind?: string;
                                    labelSelector?: string;
                                    name?: string;
                                    namespace?: string;
                                    version?: string;
                                };
                            }[];
                            replicas?: {
                                count: number | string;
                                name: string;
                            }[];
                            version?: string;
                        };
                        name?: string;
                        path?: string;
                        plugin?: {
                            env?: {
                                name: string;
                                value: string;
                            }[];
                            name?: string;
                            parameters?: {
                                array?: string[];
                                map?: {
                                    [key: string]: string;
                                };
                                name?: string;
                                string?: string;
                            }[];
                        };
                        ref?: string;
                        repoURL: string;
                        tagPrefix?: string;
                        targetRevision?: string;
                    };
                    sources?: {
                        chart?: string;
                        directory?: {
                            disableExtensionFilter?: boolean;
                            exclude?: string;
                            include?: string;
                            jsonnet?: {
                                extVars?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                                libs?: string[];
                                tlas?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                            };
                            recurse?: boolean;
                        };
                        helm?: {
                            apiVersions?: string[];
                            fileParameters?: {
                                name?: string;
                                path?: string;
                            }[];
                            ignoreMissingValueFiles?: boolean;
                            kubeVersion?: string;
                            namespace?: string;
                            parameters?: {
                                forceString?: boolean;
                                name?: string;
                                value?: string;
                            }[];
                            passCredentials?: boolean;
                            releaseName?: string;
                            skipCrds?: boolean;
                            skipSchemaValidation?: boolean;
                            skipTests?: boolean;
                            valueFiles?: string[];
                            values?: string;
                            valuesObject?: Record<string, never>;
                            version?: string;
                        };
                        kustomize?: {
                            apiVersions?: string[];
                            commonAnnotations?: {
                                [key: string]: string;
                            };
                            commonAnnotationsEnvsubst?: boolean;
                            commonLabels?: {
                                [key: string]: string;
                            };
                            components?: string[];
                            forceCommonAnnotations?: boolean;
                            forceCommonLabels?: boolean;
                            ignoreMissingComponents?: boolean;
                            images?: string[];
                            kubeVersion?: string;
                            labelIncludeTemplates?: boolean;
                            labelWithoutSelector?: boolean;
                            namePrefix?: string;
                            nameSuffix?: string;
                            namespace?: string;
                            patches?: {
                                options?: {
                                    [key: string]: boolean;
                                };
                                patch?: string;
                                path?: string;
                                target?: {
                                    annotationSelector?: string;
                                    group?: string;
                                    kind?: string;
                                    labelSelector?: string;
                                    name?: string;
                                    namespace?: string;
                                    version?: string;
                                };
                            }[];
                            replicas?: {
                                count: number | string;
                                name: string;
                            }[];
                            version?: string;
                        };
                        name?: string;
                        path?: string;
                        plugin?: {
                            env?: {
                                name: string;
                                value: string;
                            }[];
                            name?: string;
                            parameters?: {
                                array?: string[];
                                map?: {
                                    [key: string]: string;
                                };
                                name?: string;
                                string?: string;
                            }[];
                        };
                        ref?: string;
                        repoURL: string;
                        tagPrefix?: string;
                        targetRevision?: string;
                    }[];
                    syncOptions?: string[];
                    syncStrategy?: {
                        apply?: {
                            force?: boolean;
                        };
                        hook?: {
                            force?: boolean;
                        };
                    };
                };
            };
            spec: {
                destination: {
                    name?: string;
                    namespace?: string;
                    server?: string;
                };
                ignoreDifferences?: {
                    group?: string;
                    jqPathExpressions?: string[];
                    jsonPointers?: string[];
                    kind: string;
                    managedFieldsManagers?: string[];
                    name?: string;
                    namespace?: string;
                }[];
                info?: {
                    name: string;
                    value: string;
                }[];
                project: string;
                /** Format: int64 */
                revisionHistoryLimit?: number;
                source?: {
                    chart?: string;
                    directory?: {
                        disableExtensionFilter?: boolean;
                        exclude?: string;
                        include?: string;
                        jsonnet?: {
                            extVars?: {
                                code?: boolean;
                                name: string;
                                value: string;
                            }[];
                            libs?: string[];
                            tlas?: {
                                code?: boolean;
                                name: string;
                                value: string;
                            }[];
                        };
                        recurse?: boolean;
                    };
                    helm?: {
                        apiVersions?: string[];
                        fileParameters?: {
                            name?: string;
                            path?: string;
                        }[];
                        ignoreMissingValueFiles?: boolean;
                        kubeVersion?: string;
                        namespace?: string;
                        parameters?: {
                            forceString?: boolean;
                            name?: string;
                            value?: string;
                        }[];
                        passCredentials?: boolean;
                        releaseName?: string;
                        skipCrds?: boolean;
                        skipSchemaValidation?: boolean;
                        skipTests?: boolean;
                        valueFiles?: string[];
                        values?: string;
                        valuesObject?: Record<string, never>;
                        version?: string;
                    };
                    kustomize?: {
                        apiVersions?: string[];
                        commonAnnotations?: {
                            [key: string]: string;
                        };
                        commonAnnotationsEnvsubst?: boolean;
                        commonLabels?: {
                            [key: string]: string;
                        };
                        components?: string[];
                        forceCommonAnnotations?: boolean;
                        forceCommonLabels?: boolean;
                        ignoreMissingComponents?: boolean;
                        images?: string[];
                        kubeVersion?: string;
                        labelIncludeTemplates?: boolean;
                        labelWithoutSelector?: boolean;
                        namePrefix?: string;
                        nameSuffix?: string;
                        namespace?: string;
                        patches?: {
                            options?: {
                                [key: string]: boolean;
                            };
                            patch?: string;
                            path?: string;
                            target?: {
                                annotationSelector?: string;
                                group?: string;
                                kind?: string;
                                labelSelector?: string;
                                name?: string;
                                namespace?: string;
                                version?: string;
                            };
                        }[];
                        replicas?: {
                            count: number | string;
                            name: string;
                        }[];
                        version?: string;
                    };
                    name?: string;
                    path?: string;
                    plugin?: {
                        env?: {
                            name: string;
                            value: string;
                        }[];
                        name?: string;
                        parameters?: {
                            array?: string[];
                            map?: {
                                [key: string]: string;
                            };
                            name?: string;
                            string?: string;
                        }[];
                    };
                    ref?: string;
                    repoURL: string;
                    tagPrefix?: string;
                    targetRevision?: string;
                };
                sourceHydrator?: {
                    drySource: {
                        directory?: {
                            disableExtensionFilter?: boolean;
                            exclude?: string;
                            include?: string;
                            jsonnet?: {
                                extVars?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                                libs?: string[];
                                tlas?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                            };
                            recurse?: boolean;
                        };
                        helm?: {
                            apiVersions?: string[];
                            fileParameters?: {
                                name?: string;
                                path?: string;
                            }[];
                            ignoreMissingValueFiles?: boolean;
                            kubeVersion?: string;
                            namespace?: string;
                            parameters?: {
                                forceString?: boolean;
                                name?: string;
                                value?: string;
                            }[];
                            passCredentials?: boolean;
                            releaseName?: string;
                            skipCrds?: boolean;
                            skipSchemaValidation?: boolean;
                            skipTests?: boolean;
                            valueFiles?: string[];
                            values?: string;
                            valuesObject?: Record<string, never>;
                            version?: string;
                        };
                        kustomize?: {
                            apiVersions?: string[];
                            commonAnnotations?: {
                                [key: string]: string;
                            };
                            commonAnnotationsEnvsubst?: boolean;
                            commonLabels?: {
                                [key: string]: string;
                            };
                            components?: string[];
                            forceCommonAnnotations?: boolean;
                            forceCommonLabels?: boolean;
                            ignoreMissingComponents?: boolean;
                            images?: string[];
                            kubeVersion?: string;
                            labelIncludeTemplates?: boolean;
                            labelWithoutSelector?: boolean;
                            namePrefix?: string;
                            nameSuffix?: string;
                            namespace?: string;
                            patches?: {
                                options?: {
                                    [key: string]: boolean;
                                };
                                patch?: string;
                                path?: string;
                                target?: {
                                    annotationSelector?: string;
                                    group?: string;
                                    kind?: string;
                                    labelSelector?: string;
                                    name?: string;
                                    namespace?: string;
                                    version?: string;
                                };
                            }[];
                            replicas?: {
                                count: number | string;
                                name: string;
                            }[];
                            version?: string;
                        };
                        path: string;
                        plugin?: {
                            env?: {
                                name: string;
                                value: string;
                            }[];
                            name?: string;
                            parameters?: {
                                array?: string[];
                                map?: {
                                    [key: string]: string;
                                };
                                name?: string;
                                string?: string;
                            }[];
                        };
                        repoURL: string;
                        targetRevision: string;
                    };
                    hydrateTo?: {
                        targetBranch: string;
                    };
                    syncSource: {
                        path: string;
                        repoURL?: string;
                        targetBranch: string;
                    };
                };
                sources?: {
                    chart?: string;
                    directory?: {
                        disableExtensionFilter?: boolean;
                        exclude?: string;
                        include?: string;
                        jsonnet?: {
                            extVars?: {
                                code?: boolean;
                                name: string;
                                value: string;
                            }[];
                            libs?: string[];
                            tlas?: {
                                code?: boolean;
                                name: string;
                                value: string;
                            }[];
                        };
                        recurse?: boolean;
                    };
                    helm?: {
                        apiVersions?: string[];
                        fileParameters?: {
                            name?: string;
                            path?: string;
                        }[];
                        ignoreMissingValueFiles?: boolean;
                        kubeVersion?: string;
                        namespace?: string;
                        parameters?: {
                            forceString?: boolean;
                            name?: string;
                            value?: string;
                        }[];
                        passCredentials?: boolean;
                        releaseName?: string;
                        skipCrds?: boolean;
                        skipSchemaValidation?: boolean;
                        skipTests?: boolean;
                        valueFiles?: string[];
                        values?: string;
                        valuesObject?: Record<string, never>;
                        version?: string;
                    };
                    kustomize?: {
                        apiVersions?: string[];
                        commonAnnotations?: {
                            [key: string]: string;
                        };
                        commonAnnotationsEnvsubst?: boolean;
                        commonLabels?: {
                            [key: string]: string;
                        };
                        components?: string[];
                        forceCommonAnnotations?: boolean;
                        forceCommonLabels?: boolean;
                        ignoreMissingComponents?: boolean;
                        images?: string[];
                        kubeVersion?: string;
                        labelIncludeTemplates?: boolean;
                        labelWithoutSelector?: boolean;
                        namePrefix?: string;
                        nameSuffix?: string;
                        namespace?: string;
                        patches?: {
                            options?: {
                                [key: string]: boolean;
                            };
                            patch?: string;
                            path?: string;
                            target?: {
                                annotationSelector?: string;
                                group?: string;
                                kind?: string;
                                labelSelector?: string;
                                name?: string;
                                namespace?: string;
                                version?: string;
                            };
                        }[];
                        replicas?: {
                            count: number | string;
                            name: string;
                        }[];
                        version?: string;
                    };
                    name?: string;
                    path?: string;
                    plugin?: {
                        env?: {
                            name: string;
                            value: string;
                        }[];
                        name?: string;
                        parameters?: {
                            array?: string[];
                            map?: {
                                [key: string]: string;
                            };
                            name?: string;
                            string?: string;
                        }[];
                    };
                    ref?: string;
                    repoURL: string;
                    tagPrefix?: string;
                    targetRevision?: string;
                }[];
                syncPolicy?: {
                    automated?: {
                        allowEmpty?: boolean;
                        enabled?: boolean;
                        prune?: boolean;
                        selfHeal?: boolean;
                    };
                    managedNamespaceMetadata?: {
                        annotations?: {
                            [key: string]: string;
                        };
                        labels?: {
                            [key: string]: string;
                        };
                    };
                    retry?: {
                        backoff?: {
                            duration?: string;
                            /** Format: int64 */
                            factor?: number;
                            maxDuration?: string;
                        };
                        /** Format: int64 */
                        limit?: number;
                        refresh?: boolean;
                    };
                    syncOptions?: string[];
                };
            };
            status?: {
                conditions?: {
                    /** Format: date-time */
                    lastTransitionTime?: string;
                    message: string;
                    type: string;
                }[];
                controllerNamespace?: string;
                health?: {
                    /** Format: date-time */
                    lastTransitionTime?: string;
                    message?: string;
                    status?: string;
                };
                history?: {
                    /** Format: date-time */
                    deployStartedAt?: string;
                    /** Format: date-time */
                    deployedAt: string;
                    /** Format: int64 */
                    id: number;
                    initiatedBy?: {
                        automated?: boolean;
                        username?: string;
                    };
                    revision?: string;
                    revisions?: string[];
                    source?: {
                        chart?: string;
                        directory?: {
                            disableExtensionFilter?: boolean;
                            exclude?: string;
                            include?: string;
                            jsonnet?: {
                                extVars?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                                libs?: string[];
                                tlas?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                            };
                            recurse?: boolean;
                        };
                        helm?: {
                            apiVersions?: string[];
                            fileParameters?: {
                                name?: string;
                                path?: string;
                            }[];
                            ignoreMissingValueFiles?: boolean;
                            kubeVersion?: string;
                            namespace?: string;
                            parameters?: {
                                forceString?: boolean;
                                name?: string;
                                value?: string;
                            }[];
                            passCredentials?: boolean;
                            releaseName?: string;
                            skipCrds?: boolean;
                            skipSchemaValidation?: boolean;
                            skipTests?: boolean;
                            valueFiles?: string[];
                            values?: string;
                            valuesObject?: Record<string, never>;
                            version?: string;
                        };
                        kustomize?: {
                            apiVersions?: string[];
                            commonAnnotations?: {
                                [key: string]: string;
                            };
                            commonAnnotationsEnvsubst?: boolean;
                            commonLabels?: {
                                [key: string]: string;
                            };
                            components?: string[];
                            forceCommonAnnotations?: boolean;
                            forceCommonLabels?: boolean;
                            ignoreMissingComponents?: boolean;
                            images?: string[];
                            kubeVersion?: string;
                            labelIncludeTemplates?: boolean;
                            labelWithoutSelector?: boolean;
                            namePrefix?: string;
                            nameSuffix?: string;
                            namespace?: string;
                            patches?: {
                                options?: {
                                    [key: string]: boolean;
                                };
                                patch?: string;
                                path?: string;
                                target?: {
                                    annotationSelector?: string;
                                    group?: string;
                                    kind?: string;
                                    labelSelector?: string;
                                    name?: string;
                                    namespace?: string;
                                    version?: string;
                                };
                            }[];
                            replicas?: {
                                count: number | string;
                                name: string;
                            }[];
                            version?: string;
                        };
                        name?: string;
                        path?: string;
                        plugin?: {
                            env?: {
                                name: string;
                                value: string;
                            }[];
                            name?: string;
                            parameters?: {
                                array?: string[];
                                map?: {
                                    [key: string]: string;
                                };
                                name?: string;
                                string?: string;
                            }[];
                        };
                        ref?: string;
                        repoURL: string;
                        tagPrefix?: string;
                        targetRevision?: string;
                    };
                    sources?: {
                        chart?: string;
                        directory?: {
                            disableExtensionFilter?: boolean;
                            exclude?: string;
                            include?: string;
                            jsonnet?: {
                                extVars?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                                libs?: string[];
                                tlas?: {
                                    code?: boolean;
                                    name: string;
                                    value: string;
                                }[];
                            };
                            recurse?: boolean;
                        };
                        helm?: {
                            apiVersions?: string[];
                            fileParameters?: {
                                name?: string;
                                path?: string;
                            }[];
                            ignoreMissingValueFiles?: boolean;
                            kubeVersion?: string;
                            namespace?: string;
                            parameters?: {
                                forceString?: boolean;
                                name?: string;
                                value?: string;
                            }[];
                            passCredentials?: boolean;
                            releaseName?: string;
                            skipCrds?: boolean;
                            skipSchemaValidation?: boolean;
                            skipTests?: boolean;
                            valueFiles?: string[];
                            values?: string;
                            valuesObject?: Record<string, never>;
                            version?: string;
                        };
                        kustomize?: {
                            apiVersions?: string[];
                            commonAnnotations?: {
                                [key: string]: string;
                            };
                            commonAnnotationsEnvsubst?: boolean;
                            commonLabels?: {
                                [key: string]: string;
                            };
                            components?: string[];
                            forceCommonAnnotations?: boolean;
                            forceCommonLabels?: boolean;
                            ignoreMissingComponents?: boolean;
                            images?: string[];
                            kubeVersion?: string;
                            labelIncludeTemplates?: boolean;
                            labelWithoutSelector?: boolean;
                            namePrefix?: string;
                            nameSuffix?: string;
                            namespace?: string;
                            patches?: {
                                options?: {
                                    [key: string]: boolean;
                                };
                                patch?: string;
                                path?: string;
                                target?: {
                                    annotationSelector?: string;
                                    group?: string;
                                    kind?: string;
                                    labelSelector?: string;
                                    name?: string;
                                    namespace?: string;
                                    version?: string;
                                };
                            }[];
                            replicas?: {
                                count: number | string;
                                name: string;
                            }[];
                            version?: string;
                        };
                        name?: string;
                        path?: string;
                        plugin?: {
                            env?: {
                                name: string;
                                value: string;
                            }[];
                            name?: string;
                            parameters?: {
                                array?: string[];
                                map?: {
                                    [key: string]: string;
                                };
                                name?: string;
                                string?: string;
                            }[];
                        };
                        ref?: string;
                        repoURL: string;
                        tagPrefix?: string;
                        targetRevision?: string;
                    }[];
                }[];
                /** Format: date-time */
                observedAt?: string;
                operationState?: {
                    /** Format: date-time */
                    finishedAt?: string;
                    message?: string;
                    operation: {
                        info?: {
                            name: string;
                            value: string;
                        }[];
                        initiatedBy?: {
                            automated?: boolean;
                            username?: string;
                        };
                        retry?: {
                            backoff?: {
                                duration?: string;
                                /** Format: int64 */
                                factor?: number;
                                maxDuration?: string;
                            };
                            /** Format: int64 */
                            limit?: number;
                            refresh?: boolean;
                        };
                        sync?: {
                            /** Format: int64 */
                            autoHealAttemptsCount?: number;
                            dryRun?: boolean;
                            manifests?: string[];
                            prune?: boolean;
                            resources?: {
                                group?: string;
                                kind: string;
                                name: string;
                                namespace?: string;
                            }[];
                            revision?: string;
                            revisions?: string[];
                            source?: {
                                chart?: string;
                                directory?: {
                                    disableExtensionFilter?: boolean;
                                    exclude?: string;
                                    include?: string;
                                    jsonnet?: {
                                        extVars?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                        libs?: string[];
                                        tlas?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                    };
                                    recurse?: boolean;
                                };
                                helm?: {
                                    apiVersions?: string[];
                                    fileParameters?: {
                                        name?: string;
                                        path?: string;
                                    }[];
                                    ignoreMissingValueFiles?: boolean;
                                    kubeVersion?: string;
                                    namespace?: string;
                                    parameters?: {
                                        forceString?: boolean;
                                        name?: string;
                                        value?: string;
                                    }[];
                                    passCredentials?: boolean;
                                    releaseName?: string;
                                    skipCrds?: boolean;
                                    skipSchemaValidation?: boolean;
                                    skipTests?: boolean;
                                    valueFiles?: string[];
                                    values?: string;
                                    valuesObject?: Record<string, never>;
                                    version?: string;
                                };
                                kustomize?: {
                                    apiVersions?: string[];
                                    commonAnnotations?: {
                                        [key: string]: string;
                                    };
                                    commonAnnotationsEnvsubst?: boolean;
                                    commonLabels?: {
                                        [key: string]: string;
                                    };
                                    components?: string[];
                                    forceCommonAnnotations?: boolean;
                                    forceCommonLabels?: boolean;
                                    ignoreMissingComponents?: boolean;
                                    images?: string[];
                                    kubeVersion?: string;
                                    labelIncludeTemplates?: boolean;
                                    labelWithoutSelector?: boolean;
                                    namePrefix?: string;
                                    nameSuffix?: string;
                                    namespace?: string;
                                    patches?: {
                                        options?: {
                                            [key: string]: boolean;
                                        };
                                        patch?: string;
                                        path?: string;
                                        target?: {
                                            annotationSelector?: string;
                                            group?: string;
                                            kind?: string;
                                            labelSelector?: string;
                                            name?: string;
                                            namespace?: string;
                                            version?: string;
                                        };
                                    }[];
                                    replicas?: {
                                        count: number | string;
                                        name: string;
                                    }[];
                                    version?: string;
                                };
                                name?: string;
                                path?: string;
                                plugin?: {
                                    env?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    name?: string;
                                    parameters?: {
                                        array?: string[];
                                        map?: {
                                            [key: string]: string;
                                        };
                                        name?: string;
                                        string?: string;
                                    }[];
                                };
                                ref?: string;
                                repoURL: string;
                                tagPrefix?: string;
                                targetRevision?: string;
                            };
                            sources?: {
                                chart?: string;
                                directory?: {
                                    disableExtensionFilter?: boolean;
                                    exclude?: string;
                                    include?: string;
                                    jsonnet?: {
                                        extVars?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                        libs?: string[];
                                        tlas?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                    };
                                    recurse?: boolean;
                                };
                                helm?: {
                                    apiVersions?: string[];
                                    fileParameters?: {
                                        name?: string;
                                        path?: string;
                                    }[];
                                    ignoreMissingValueFiles?: boolean;
                                    kubeVersion?: string;
                                    namespace?: string;
                                    parameters?: {
                                        forceString?: boolean;
                                        name?: string;
                                        value?: string;
                                    }[];
                                    passCredentials?: boolean;
                                    releaseName?: string;
                                    skipCrds?: boolean;
                                    skipSchemaValidation?: boolean;
                                    skipTests?: boolean;
                                    valueFiles?: string[];
                                    values?: string;
                                    valuesObject?: Record<string, never>;
                                    version?: string;
                                };
                                kustomize?: {
                                    apiVersions?: string[];
                                    commonAnnotations?: {
                                        [key: string]: string;
                                    };
                                    commonAnnotationsEnvsubst?: boolean;
                                    commonLabels?: {
                                        [key: string]: string;
                                    };
                                    components?: string[];
                                    forceCommonAnnotations?: boolean;
                                    forceCommonLabels?: boolean;
                                    ignoreMissingComponents?: boolean;
                                    images?: string[];
                                    kubeVersion?: string;
                                    labelIncludeTemplates?: boolean;
                                    labelWithoutSelector?: boolean;
                                    namePrefix?: string;
                                    nameSuffix?: string;
                                    namespace?: string;
                                    patches?: {
                                        options?: {
                                            [key: string]: boolean;
                                        };
                                        patch?: string;
                                        path?: string;
                                        target?: {
                                            annotationSelector?: string;
                                            group?: string;
                                            kind?: string;
                                            labelSelector?: string;
                                            name?: string;
                                            namespace?: string;
                                            version?: string;
                                        };
                                    }[];
                                    replicas?: {
                                        count: number | string;
                                        name: string;
                                    }[];
                                    version?: string;
                                };
                                name?: string;
                                path?: string;
                                plugin?: {
                                    env?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    name?: string;
                                    parameters?: {
                                        array?: string[];
                                        map?: {
                                            [key: string]: string;
                                        };
                                        name?: string;
                                        string?: string;
                                    }[];
                                };
                                ref?: string;
                                repoURL: string;
                                tagPrefix?: string;
                                targetRevision?: string;
                            }[];
                            syncOptions?: string[];
                            syncStrategy?: {
                                apply?: {
                                    force?: boolean;
                                };
                                hook?: {
                                    force?: boolean;
                                };
                            };
                        };
                    };
                    phase: string;
                    /** Format: int64 */
                    retryCount?: number;
                    /** Format: date-time */
                    startedAt: string;
                    syncResult?: {
                        managedNamespaceMetadata?: {
                            annotations?: {
                                [key: string]: string;
                            };
                            labels?: {
                                [key: string]: string;
                            };
                        };
                        resources?: {
                            group: string;
                            hookPhase?: string;
                            hookType?: string;
                            images?: string[];
                            kind: string;
                            message?: string;
                            name: string;
                            namespace: string;
                            status?: string;
                            syncPhase?: string;
                            version: string;
                        }[];
                        revision: string;
                        revisions?: string[];
                        source?: {
                            chart?: string;
                            directory?: {
                                disableExtensionFilter?: boolean;
                                exclude?: string;
                                include?: string;
                                jsonnet?: {
                                    extVars?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                    libs?: string[];
                                    tlas?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                };
                                recurse?: boolean;
                            };
                            helm?: {
                                apiVersions?: string[];
                                fileParameters?: {
                                    name?: string;
                                    path?: string;
                                }[];
                                ignoreMissingValueFiles?: boolean;
                                kubeVersion?: string;
                                namespace?: string;
                                parameters?: {
                                    forceString?: boolean;
                                    name?: string;
                                    value?: string;
                                }[];
                                passCredentials?: boolean;
                                releaseName?: string;
                                skipCrds?: boolean;
                                skipSchemaValidation?: boolean;
                                skipTests?: boolean;
                                valueFiles?: string[];
                                values?: string;
                                valuesObject?: Record<string, never>;
                                version?: string;
                            };
                            kustomize?: {
                                apiVersions?: string[];
                                commonAnnotations?: {
                                    [key: string]: string;
                                };
                                commonAnnotationsEnvsubst?: boolean;
                                commonLabels?: {
                                    [key: string]: string;
                                };
                                components?: string[];
                                forceCommonAnnotations?: boolean;
                                forceCommonLabels?: boolean;
                                ignoreMissingComponents?: boolean;
                                images?: string[];
                                kubeVersion?: string;
                                labelIncludeTemplates?: boolean;
                                labelWithoutSelector?: boolean;
                                namePrefix?: string;
                                nameSuffix?: string;
                                namespace?: string;
                                patches?: {
                                    options?: {
                                        [key: string]: boolean;
                                    };
                                    patch?: string;
                                    path?: string;
                                    target?: {
                                        annotationSelector?: string;
                                        group?: string;
                                        kind?: string;
                                        labelSelector?: string;
                                        name?: string;
                                        namespace?: string;
                                        version?: string;
                                    };
                                }[];
                                replicas?: {
                                    count: number | string;
                                    name: string;
                                }[];
                                version?: string;
                            };
                            name?: string;
                            path?: string;
                            plugin?: {
                                env?: {
                                    name: string;
                                    value: string;
                                }[];
                                name?: string;
                                parameters?: {
                                    array?: string[];
                                    map?: {
                                        [key: string]: string;
                                    };
                                    name?: string;
                                    string?: string;
                                }[];
                            };
                            ref?: string;
                            repoURL: string;
                            tagPrefix?: string;
                            targetRevision?: string;
                        };
                        sources?: {
                            chart?: string;
                            directory?: {
                                disableExtensionFilter?: boolean;
                                exclude?: string;
                                include?: string;
                                jsonnet?: {
                                    extVars?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                    libs?: string[];
                                    tlas?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                };
                                recurse?: boolean;
                            };
                            helm?: {
                                apiVersions?: string[];
                                fileParameters?: {
                                    name?: string;
                                    path?: string;
                                }[];
                                ignoreMissingValueFiles?: boolean;
                                kubeVersion?: string;
                                namespace?: string;
                                parameters?: {
                                    forceString?: boolean;
                                    name?: string;
                                    value?: string;
                                }[];
                                passCredentials?: boolean;
                                releaseName?: string;
                                skipCrds?: boolean;
                                skipSchemaValidation?: boolean;
                                skipTests?: boolean;
                                valueFiles?: string[];
                                values?: string;
                                valuesObject?: Record<string, never>;
                                version?: string;
                            };
                            kustomize?: {
                                apiVersions?: string[];
                                commonAnnotations?: {
                                    [key: string]: string;
                                };
                                commonAnnotationsEnvsubst?: boolean;
                                commonLabels?: {
                                    [key: string]: string;
                                };
                                components?: string[];
                                forceCommonAnnotations?: boolean;
                                forceCommonLabels?: boolean;
                                ignoreMissingComponents?: boolean;
                                images?: string[];
                                kubeVersion?: string;
                                labelIncludeTemplates?: boolean;
                                labelWithoutSelector?: boolean;
                                namePrefix?: string;
                                nameSuffix?: string;
                                namespace?: string;
                                patches?: {
                                    options?: {
                                        [key: string]: boolean;
                                    };
                                    patch?: string;
                                    path?: string;
                                    target?: {
                                        annotationSelector?: string;
                                        group?: string;
                                        kind?: string;
                                        labelSelector?: string;
                                        name?: string;
                                        namespace?: string;
                                        version?: string;
                                    };
                                }[];
                                replicas?: {
                                    count: number | string;
                                    name: string;
                                }[];
                                version?: string;
                            };
                            name?: string;
                            path?: string;
                            plugin?: {
                                env?: {
                                    name: string;
                                    value: string;
                                }[];
                                name?: string;
                                parameters?: {
                                    array?: string[];
                                    map?: {
                                        [key: string]: string;
                                    };
                                    name?: string;
                                    string?: string;
                                }[];
                            };
                            ref?: string;
                            repoURL: string;
                            tagPrefix?: string;
                            targetRevision?: string;
                        }[];
                    };
                };
                /** Format: date-time */
                reconciledAt?: string;
                resourceHealthSource?: string;
                resources?: {
                    group?: string;
                    health?: {
                        /** Format: date-time */
                        lastTransitionTime?: string;
                        message?: string;
                        status?: string;
                    };
                    hook?: boolean;
                    kind?: string;
                    name?: string;
                    namespace?: string;
                    requiresDeletionConfirmation?: boolean;
                    requiresPruning?: boolean;
                    status?: string;
                    /** Format: int64 */
                    syncWave?: number;
                    version?: string;
                }[];
                sourceHydrator?: {
                    currentOperation?: {
                        drySHA?: string;
                        /** Format: date-time */
                        finishedAt?: string;
                        hydratedSHA?: string;
                        message: string;
                        /** @enum {string} */
                        phase: "Hydrating" | "Failed" | "Hydrated";
                        sourceHydrator?: {
                            drySource: {
                                directory?: {
                                    disableExtensionFilter?: boolean;
                                    exclude?: string;
                                    include?: string;
                                    jsonnet?: {
                                        extVars?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                        libs?: string[];
                                        tlas?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                    };
                                    recurse?: boolean;
                                };
                                helm?: {
                                    apiVersions?: string[];
                                    fileParameters?: {
                                        name?: string;
                                        path?: string;
                                    }[];
                                    ignoreMissingValueFiles?: boolean;
                                    kubeVersion?: string;
                                    namespace?: string;
                                    parameters?: {
                                        forceString?: boolean;
                                        name?: string;
                                        value?: string;
                                    }[];
                                    passCredentials?: boolean;
                                    releaseName?: string;
                                    skipCrds?: boolean;
                                    skipSchemaValidation?: boolean;
                                    skipTests?: boolean;
                                    valueFiles?: string[];
                                    values?: string;
                                    valuesObject?: Record<string, never>;
                                    version?: string;
                                };
                                kustomize?: {
                                    apiVersions?: string[];
                                    commonAnnotations?: {
                                        [key: string]: string;
                                    };
                                    commonAnnotationsEnvsubst?: boolean;
                                    commonLabels?: {
                                        [key: string]: string;
                                    };
                                    components?: string[];
                                    forceCommonAnnotations?: boolean;
                                    forceCommonLabels?: boolean;
                                    ignoreMissingComponents?: boolean;
                                    images?: string[];
                                    kubeVersion?: string;
                                    labelIncludeTemplates?: boolean;
                                    labelWithoutSelector?: boolean;
                                    namePrefix?: string;
                                    nameSuffix?: string;
                                    namespace?: string;
                                    patches?: {
                                        options?: {
                                            [key: string]: boolean;
                                        };
                                        patch?: string;
                                        path?: string;
                                        target?: {
                                            annotationSelector?: string;
                                            group?: string;
                                            kind?: string;
                                            labelSelector?: string;
                                            name?: string;
                                            namespace?: string;
                                            version?: string;
                                        };
                                    }[];
                                    replicas?: {
                                        count: number | string;
                                        name: string;
                                    }[];
                                    version?: string;
                                };
                                path: string;
                                plugin?: {
                                    env?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    name?: string;
                                    parameters?: {
                                        array?: string[];
                                        map?: {
                                            [key: string]: string;
                                        };
                                        name?: string;
                                        string?: string;
                                    }[];
                                };
                                repoURL: string;
                                targetRevision: string;
                            };
                            hydrateTo?: {
                                targetBranch: string;
                            };
                            syncSource: {
                                path: string;
                                repoURL?: string;
                                targetBranch: string;
                            };
                        };
                        /** Format: date-time */
                        startedAt?: string;
                    };
                    lastComparedDryRevision?: string;
                    lastSuccessfulOperation?: {
                        drySHA?: string;
                        hydratedSHA?: string;
                        sourceHydrator?: {
                            drySource: {
                                directory?: {
                                    disableExtensionFilter?: boolean;
                                    exclude?: string;
                                    include?: string;
                                    jsonnet?: {
                                        extVars?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                        libs?: string[];
                                        tlas?: {
                                            code?: boolean;
                                            name: string;
                                            value: string;
                                        }[];
                                    };
                                    recurse?: boolean;
                                };
                                helm?: {
                                    apiVersions?: string[];
                                    fileParameters?: {
                                        name?: string;
                                        path?: string;
                                    }[];
                                    ignoreMissingValueFiles?: boolean;
                                    kubeVersion?: string;
                                    namespace?: string;
                                    parameters?: {
                                        forceString?: boolean;
                                        name?: string;
                                        value?: string;
                                    }[];
                                    passCredentials?: boolean;
                                    releaseName?: string;
                                    skipCrds?: boolean;
                                    skipSchemaValidation?: boolean;
                                    skipTests?: boolean;
                                    valueFiles?: string[];
                                    values?: string;
                                    valuesObject?: Record<string, never>;
                                    version?: string;
                                };
                                kustomize?: {
                                    apiVersions?: string[];
                                    commonAnnotations?: {
                                        [key: string]: string;
                                    };
                                    commonAnnotationsEnvsubst?: boolean;
                                    commonLabels?: {
                                        [key: string]: string;
                                    };
                                    components?: string[];
                                    forceCommonAnnotations?: boolean;
                                    forceCommonLabels?: boolean;
                                    ignoreMissingComponents?: boolean;
                                    images?: string[];
                                    kubeVersion?: string;
                                    labelIncludeTemplates?: boolean;
                                    labelWithoutSelector?: boolean;
                                    namePrefix?: string;
                                    nameSuffix?: string;
                                    namespace?: string;
                                    patches?: {
                                        options?: {
                                            [key: string]: boolean;
                                        };
                                        patch?: string;
                                        path?: string;
                                        target?: {
                                            annotationSelector?: string;
                                            group?: string;
                                            kind?: string;
                                            labelSelector?: string;
                                            name?: string;
                                            namespace?: string;
                                            version?: string;
                                        };
                                    }[];
                                    replicas?: {
                                        count: number | string;
                                        name: string;
                                    }[];
                                    version?: string;
                                };
                                path: string;
                                plugin?: {
                                    env?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    name?: string;
                                    parameters?: {
                                        array?: string[];
                                        map?: {
                                            [key: string]: string;
                                        };
                                        name?: string;
                                        string?: string;
                                    }[];
                                };
                                repoURL: string;
                                targetRevision: string;
                            };
                            hydrateTo?: {
                                targetBranch: string;
                            };
                            syncSource: {
                                path: string;
                                repoURL?: string;
                                targetBranch: string;
                            };
                        };
                    };
                };
                sourceType?: string;
                sourceTypes?: string[];
                summary?: {
                    externalURLs?: string[];
                    images?: string[];
                    isAppOfApps?: boolean;
                };
                sync?: {
                    comparedTo?: {
                        destination: {
                            name?: string;
                            namespace?: string;
                            server?: string;
                        };
                        ignoreDifferences?: {
                            group?: string;
                            jqPathExpressions?: string[];
                            jsonPointers?: string[];
                            kind: string;
                            managedFieldsManagers?: string[];
                            name?: string;
                            namespace?: string;
                        }[];
                        source?: {
                            chart?: string;
                            directory?: {
                                disableExtensionFilter?: boolean;
                                exclude?: string;
                                include?: string;
                                jsonnet?: {
                                    extVars?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                    libs?: string[];
                                    tlas?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                };
                                recurse?: boolean;
                            };
                            helm?: {
                                apiVersions?: string[];
                                fileParameters?: {
                                    name?: string;
                                    path?: string;
                                }[];
                                ignoreMissingValueFiles?: boolean;
                                kubeVersion?: string;
                                namespace?: string;
                                parameters?: {
                                    forceString?: boolean;
                                    name?: string;
                                    value?: string;
                                }[];
                                passCredentials?: boolean;
                                releaseName?: string;
                                skipCrds?: boolean;
                                skipSchemaValidation?: boolean;
                                skipTests?: boolean;
                                valueFiles?: string[];
                                values?: string;
                                valuesObject?: Record<string, never>;
                                version?: string;
                            };
                            kustomize?: {
                                apiVersions?: string[];
                                commonAnnotations?: {
                                    [key: string]: string;
                                };
                                commonAnnotationsEnvsubst?: boolean;
                                commonLabels?: {
                                    [key: string]: string;
                                };
                                components?: string[];
                                forceCommonAnnotations?: boolean;
                                forceCommonLabels?: boolean;
                                ignoreMissingComponents?: boolean;
                                images?: string[];
                                kubeVersion?: string;
                                labelIncludeTemplates?: boolean;
                                labelWithoutSelector?: boolean;
                                namePrefix?: string;
                                nameSuffix?: string;
                                namespace?: string;
                                patches?: {
                                    options?: {
                                        [key: string]: boolean;
                                    };
                                    patch?: string;
                                    path?: string;
                                    target?: {
                                        annotationSelector?: string;
                                        group?: string;
                                        kind?: string;
                                        labelSelector?: string;
                                        name?: string;
                                        namespace?: string;
                                        version?: string;
                                    };
                                }[];
                                replicas?: {
                                    count: number | string;
                                    name: string;
                                }[];
                                version?: string;
                            };
                            name?: string;
                            path?: string;
                            plugin?: {
                                env?: {
                                    name: string;
                                    value: string;
                                }[];
                                name?: string;
                                parameters?: {
                                    array?: string[];
                                    map?: {
                                        [key: string]: string;
                                    };
                                    name?: string;
                                    string?: string;
                                }[];
                            };
                            ref?: string;
                            repoURL: string;
                            tagPrefix?: string;
                            targetRevision?: string;
                        };
                        sources?: {
                            chart?: string;
                            directory?: {
                                disableExtensionFilter?: boolean;
                                exclude?: string;
                                include?: string;
                                jsonnet?: {
                                    extVars?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                    libs?: string[];
                                    tlas?: {
                                        code?: boolean;
                                        name: string;
                                        value: string;
                                    }[];
                                };
                                recurse?: boolean;
                            };
                            helm?: {
                                apiVersions?: string[];
                                fileParameters?: {
                                    name?: string;
                                    path?: string;
                                }[];
                                ignoreMissingValueFiles?: boolean;
                                kubeVersion?: string;
                                namespace?: string;
                                parameters?: {
                                    forceString?: boolean;
                                    name?: string;
                                    value?: string;
                                }[];
                                passCredentials?: boolean;
                                releaseName?: string;
                                skipCrds?: boolean;
                                skipSchemaValidation?: boolean;
                                skipTests?: boolean;
                                valueFiles?: string[];
                                values?: string;
                                valuesObject?: Record<string, never>;
                                version?: string;
                            };
                            kustomize?: {
                                apiVersions?: string[];
                                commonAnnotations?: {
                                    [key: string]: string;
                                };
                                commonAnnotationsEnvsubst?: boolean;
                                commonLabels?: {
                                    [key: string]: string;
                                };
                                components?: string[];
                                forceCommonAnnotations?: boolean;
                                forceCommonLabels?: boolean;
                                ignoreMissingComponents?: boolean;
                                images?: string[];
                                kubeVersion?: string;
                                labelIncludeTemplates?: boolean;
                                labelWithoutSelector?: boolean;
                                namePrefix?: string;
                                nameSuffix?: string;
                                namespace?: string;
                                patches?: {
                                    options?: {
                                        [key: string]: boolean;
                                    };
                                    patch?: string;
                                    path?: string;
                                    target?: {
                                        annotationSelector?: string;
                                        group?: string;
                                        kind?: string;
                                        labelSelector?: string;
                                        name?: string;
                                        namespace?: string;
                                        version?: string;
                                    };
                                }[];
                                replicas?: {
                                    count: number | string;
                                    name: string;
                                }[];
                                version?: string;
                            };
                            name?: string;
                            path?: string;
                            plugin?: {
                                env?: {
                                    name: string;
                                    value: string;
                                }[];
                                name?: string;
                                parameters?: {
                                    array?: string[];
                                    map?: {
                                        [key: string]: string;
                                    };
                                    name?: string;
                                    string?: string;
                                }[];
                            };
                            ref?: string;
                            repoURL: string;
                            tagPrefix?: string;
                            targetRevision?: string;
                        }[];
                    };
                    revision?: string;
                    revisions?: string[];
                    status: string;
                };
            };
        };
        AzureDiskVolumeSource: {
            cachingMode?: string;
            diskName: string;
            diskURI: string;
            fsType?: string;
            kind?: string;
            readOnly?: boolean;
        };
        AzureFileVolumeSource: {
            readOnly?: boolean;
            secretName: string;
            shareName: string;
        };
        Backup: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "Backup";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                cluster: {
                    name: string;
                };
                /** @enum {string} */
                method?: "barmanObjectStore" | "volumeSnapshot" | "plugin";
                online?: boolean;
                onlineConfiguration?: {
                    immediateCheckpoint?: boolean;
                    waitForArchive?: boolean;
                };
                pluginConfiguration?: {
                    name: string;
                    parameters?: {
                        [key: string]: string;
                    };
                };
                /** @enum {string} */
                target?: "primary" | "prefer-standby";
            };
            status?: {
                azureCredentials?: {
                    connectionString?: {
                        key: string;
                        name: string;
                    };
                    inheritFromAzureAD?: boolean;
                    storageAccount?: {
                        key: string;
                        name: string;
                    };
                    storageKey?: {
                        key: string;
                        name: string;
                    };
                    storageSasToken?: {
                        key: string;
                        name: string;
                    };
                    useDefaultAzureCredentials?: boolean;
                };
                backupId?: string;
                /** Format: byte */
                backupLabelFile?: string;
                backupName?: string;
                beginLSN?: string;
                beginWal?: string;
                commandError?: string;
                commandOutput?: string;
                destinationPath?: string;
                encryption?: string;
                endLSN?: string;
                endWal?: string;
                endpointCA?: {
                    key: string;
                    name: string;
                };
                endpointURL?: string;
                error?: string;
                googleCredentials?: {
                    applicationCredentials?: {
                        key: string;
                        name: string;
                    };
                    gkeEnvironment?: boolean;
                };
                instanceID?: {
                    ContainerID?: string;
                    podName?: string;
                    sessionID?: string;
                };
                majorVersion?: number;
                method?: string;
                online?: boolean;
                phase?: string;
                pluginMetadata?: {
                    [key: string]: string;
                };
                /** Format: date-time */
                reconciliationStartedAt?: string;
                /** Format: date-time */
                reconciliationTerminatedAt?: string;
                s3Credentials?: {
                    accessKeyId?: {
                        key: string;
                        name: string;
                    };
                    inheritFromIAMRole?: boolean;
                    region?: {
                        key: string;
                        name: string;
                    };
                    secretAccessKey?: {
                        key: string;
                        name: string;
                    };
                    sessionToken?: {
                        key: string;
                        name: string;
                    };
                };
                serverName?: string;
                snapshotBackupStatus?: {
                    elements?: {
                        name: string;
                        tablespaceName?: string;
                        type: string;
                    }[];
                };
                /** Format: date-time */
                startedAt?: string;
                /** Format: date-time */
                stoppedAt?: string;
                /** Format: byte */
                tablespaceMapFile?: string;
            };
        };
        CSIVolumeSource: {
            driver: string;
            fsType?: string;
            nodePublishSecretRef?: components["schemas"]["LocalObjectReference"];
            readOnly?: boolean;
            volumeAttributes?: {
                [key: string]: string;
            };
        };
        Capabilities: {
            add?: string[];
            drop?: string[];
        };
        CephFSVolumeSource: {
            monitors: string[];
            path?: string;
            readOnly?: boolean;
            secretFile?: string;
            secretRef?: components["schemas"]["LocalObjectReference"];
            user?: string;
        };
        Certificate: {
            /** @enum {string} */
            apiVersion: "cert-manager.io/v1";
            /** @enum {string} */
            kind: "Certificate";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: {
                additionalOutputFormats?: {
                    /** @enum {string} */
                    type: "DER" | "CombinedPEM";
                }[];
                commonName?: string;
                dnsNames?: string[];
                duration?: string;
                emailAddresses?: string[];
                encodeUsagesInRequest?: boolean;
                ipAddresses?: string[];
                isCA?: boolean;
                issuerRef: {
                    group?: string;
                    kind?: string;
                    name: string;
                };
                keystores?: {
                    jks?: {
                        alias?: string;
                        create: boolean;
                        password?: string;
                        passwordSecretRef?: {
                            key?: string;
                            name: string;
                        };
                    };
                    pkcs12?: {
                        create: boolean;
                        password?: string;
                        passwordSecretRef?: {
                            key?: string;
                            name: string;
                        };
                        /** @enum {string} */
                        profile?: "LegacyRC2" | "LegacyDES" | "Modern2023" | "Modern2026";
                    };
                };
                literalSubject?: string;
                nameConstraints?: {
                    critical?: boolean;
                    excluded?: {
                        dnsDomains?: string[];
                        emailAddresses?: string[];
                        ipRanges?: string[];
                        uriDomains?: string[];
                    };
                    permitted?: {
                        dnsDomains?: string[];
                        emailAddresses?: string[];
                        ipRanges?: string[];
                        uriDomains?: string[];
                    };
                };
                otherNames?: {
                    oid?: string;
                    utf8Value?: string;
                }[];
                privateKey?: {
                    /** @enum {string} */
                    algorithm?: "RSA" | "ECDSA" | "Ed25519";
                    /** @enum {string} */
                    encoding?: "PKCS1" | "PKCS8";
                    /** @enum {string} */
                    rotationPolicy?: "Never" | "Always";
                    size?: number;
                };
                renewBefore?: string;
                /** Format: int32 */
                renewBeforePercentage?: number;
                renewal?: {
                    /** @enum {string} */
                    policy?: "RenewBefore" | "Disabled";
                    windows?: {
                        cron: string;
                        timezone?: string;
                        windowDuration: string;
                    }[];
                };
                /** Format: int32 */
                revisionHistoryLimit?: number;
                secretName: string;
                secretTemplate?: {
                    annotations?: {
                        [key: string]: string;
                    };
                    labels?: {
                        [key: string]: string;
                    };
                };
                /** @enum {string} */
                signatureAlgorithm?: "SHA256WithRSA" | "SHA384WithRSA" | "SHA512WithRSA" | "ECDSAWithSHA256" | "ECDSAWithSHA384" | "ECDSAWithSHA512" | "PureEd25519";
                subject?: {
                    countries?: string[];
                    localities?: string[];
                    organizationalUnits?: string[];
                    organizations?: string[];
                    postalCodes?: string[];
                    provinces?: string[];
                    serialNumber?: string;
                    streetAddresses?: string[];
                };
                uris?: string[];
                usages?: ("signing" | "digital signature" | "content commitment" | "key encipherment" | "key agreement" | "data encipherment" | "cert sign" | "crl sign" | "encipher only" | "decipher only" | "any" | "server auth" | "client auth" | "code signing" | "email protection" | "s/mime" | "ipsec end system" | "ipsec tunnel" | "ipsec user" | "timestamping" | "ocsp signing" | "microsoft sgc" | "netscape sgc")[];
            };
            status?: {
                acme?: {
                    ari?: {
                        explanationURL?: string;
                        /** Format: date-time */
                        lastChecked?: string;
                        lastError?: string;
                        /** Format: date-time */
                        nextCheck?: string;
                        suggestedWindow?: {
                            /** Format: date-time */
                            end: string;
                            /** Format: date-time */
                            start: string;
                        };
                    };
                };
                conditions?: {
                    /** Format: date-time */
                    lastTransitionTime?: string;
                    message?: string;
                    /** Format: int64 */
                    observedGeneration?: number;
                    reason?: string;
                    /** @enum {string} */
                    status: "True" | "False" | "Unknown";
                    type: string;
                }[];
                failedIssuanceAttempts?: number;
                /** Format: date-time */
                lastFailureTime?: string;
                nextPrivateKeySecretName?: string;
                /** Format: date-time */
                notAfter?: string;
                /** Format: date-time */
                notBefore?: string;
                /** Format: date-time */
                renewalTime?: string;
                revision?: number;
            };
        };
        CinderVolumeSource: {
            fsType?: string;
            readOnly?: boolean;
            secretRef?: components["schemas"]["LocalObjectReference"];
            volumeID: string;
        };
        ClientIPConfig: {
            /** Format: int32 */
            timeoutSeconds?: number;
        };
        Cluster: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "Cluster";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                affinity?: {
                    additionalPodAffinity?: {
                        preferredDuringSchedulingIgnoredDuringExecution?: {
                            podAffinityTerm: {
                                labelSelector?: {
                                    matchExpressions?: {
                                        key: string;
                                        operator: string;
                                        values?: string[];
                                    }[];
                                    matchLabels?: {
                                        [key: string]: string;
                                    };
                                };
                                matchLabelKeys?: string[];
                                mismatchLabelKeys?: string[];
                                namespaceSelector?: {
                                    matchExpressions?: {
                                        key: string;
                                        operator: string;
                                        values?: string[];
                                    }[];
                                    matchLabels?: {
                                        [key: string]: string;
                                    };
                                };
                                namespaces?: string[];
                                topologyKey: string;
                            };
                            /** Format: int32 */
                            weight: number;
                        }[];
                        requiredDuringSchedulingIgnoredDuringExecution?: {
                            labelSelector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            matchLabelKeys?: string[];
                            mismatchLabelKeys?: string[];
                            namespaceSelector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            namespaces?: string[];
                            topologyKey: string;
                        }[];
                    };
                    additionalPodAntiAffinity?: {
                        preferredDuringSchedulingIgnoredDuringExecution?: {
                            podAffinityTerm: {
                                labelSelector?: {
                                    matchExpressions?: {
                                        key: string;
                                        operator: string;
                                        values?: string[];
                                    }[];
                                    matchLabels?: {
                                        [key: string]: string;
                                    };
                                };
                                matchLabelKeys?: string[];
                                mismatchLabelKeys?: string[];
                                namespaceSelector?: {
                                    matchExpressions?: {
                                        key: string;
                                        operator: string;
                                        values?: string[];
                                    }[];
                                    matchLabels?: {
                                        [key: string]: string;
                                    };
                                };
                                namespaces?: string[];
                                topologyKey: string;
                            };
                            /** Format: int32 */
                            weight: number;
                        }[];
                        requiredDuringSchedulingIgnoredDuringExecution?: {
                            labelSelector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            matchLabelKeys?: string[];
                            mismatchLabelKeys?: string[];
                            namespaceSelector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            namespaces?: string[];
                            topologyKey: string;
                        }[];
                    };
                    enablePodAntiAffinity?: boolean;
                    nodeAffinity?: {
                        preferredDuringSchedulingIgnoredDuringExecution?: {
                            preference: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchFields?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                            };
                            /** Format: int32 */
                            weight: number;
                        }[];
                        requiredDuringSchedulingIgnoredDuringExecution?: {
                            nodeSelectorTerms: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchFields?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                            }[];
                        };
                    };
                    nodeSelector?: {
                        [key: string]: string;
                    };
                    podAntiAffinityType?: string;
                    tolerations?: {
                        effect?: string;
                        key?: string;
                        operator?: string;
                        /** Format: int64 */
                        tolerationSeconds?: number;
                        value?: string;
                    }[];
                    topologyKey?: string;
                };
                backup?: {
                    barmanObjectStore?: {
                        azureCredentials?: {
                            connectionString?: {
                                key: string;
                                name: string;
                            };
                            inheritFromAzureAD?: boolean;
                            storageAccount?: {
                                key: string;
                                name: string;
                            };
                            storageKey?: {
                                key: string;
                                name: string;
                            };
                            storageSasToken?: {
                                key: string;
                                name: string;
                            };
                            useDefaultAzureCredentials?: boolean;
                        };
                        data?: {
                            additionalCommandArgs?: string[];
                            /** @enum {string} */
                            compression?: "bzip2" | "gzip" | "lz4" | "snappy";
                            /** @enum {string} */
                            encryption?: "AES256" | "aws:kms";
                            immediateCheckpoint?: boolean;
                            /** Format: int32 */
                            jobs?: number;
                        };
                        destinationPath: string;
                        endpointCA?: {
                            key: string;
                            name: string;
                        };
                        endpointURL?: string;
                        googleCredentials?: {
                            applicationCredentials?: {
                                key: string;
                                name: string;
                            };
                            gkeEnvironment?: boolean;
                        };
                        historyTags?: {
                            [key: string]: string;
                        };
                        s3Credentials?: {
                            accessKeyId?: {
                                key: string;
                                name: string;
                            };
                            inheritFromIAMRole?: boolean;
                            region?: {
                                key: string;
                                name: string;
                            };
                            secretAccessKey?: {
                                key: string;
                                name: string;
                            };
                            sessionToken?: {
                                key: string;
                                name: string;
                            };
                        };
                        serverName?: string;
                        tags?: {
                            [key: string]: string;
                        };
                        wal?: {
                            archiveAdditionalCommandArgs?: string[];
                            /** @enum {string} */
                            compression?: "bzip2" | "gzip" | "lz4" | "snappy" | "xz" | "zstd";
                            /** @enum {string} */
                            encryption?: "AES256" | "aws:kms";
                            maxParallel?: number;
                            restoreAdditionalCommandArgs?: string[];
                        };
                    };
                    retentionPolicy?: string;
                    /** @enum {string} */
                    target?: "primary" | "prefer-standby";
                    volumeSnapshot?: {
                        annotations?: {
                            [key: string]: string;
                        };
                        className?: string;
                        labels?: {
                            [key: string]: string;
                        };
                        online?: boolean;
                        onlineConfiguration?: {
                            immediateCheckpoint?: boolean;
                            waitForArchive?: boolean;
                        };
                        /** @enum {string} */
                        snapshotOwnerReference?: "none" | "cluster" | "backup";
                        tablespaceClassName?: {
                            [key: string]: string;
                        };
                        walClassName?: string;
                    };
                };
                bootstrap?: {
                    initdb?: {
                        builtinLocale?: string;
                        dataChecksums?: boolean;
                        database?: string;
                        encoding?: string;
                        icuLocale?: string;
                        icuRules?: string;
                        import?: {
                            databases: string[];
                            pgDumpExtraOptions?: string[];
                            pgRestoreDataOptions?: string[];
                            pgRestoreExtraOptions?: string[];
                            pgRestorePostdataOptions?: string[];
                            pgRestorePredataOptions?: string[];
                            postImportApplicationSQL?: string[];
                            roles?: string[];
                            schemaOnly?: boolean;
                            source: {
                                externalCluster: string;
                            };
                            /** @enum {string} */
                            type: "microservice" | "monolith";
                        };
                        locale?: string;
                        localeCType?: string;
                        localeCollate?: string;
                        localeProvider?: string;
                        options?: string[];
                        owner?: string;
                        postInitApplicationSQL?: string[];
                        postInitApplicationSQLRefs?: {
                            configMapRefs?: {
                                key: string;
                                name: string;
                            }[];
                            secretRefs?: {
                                key: string;
                                name: string;
                            }[];
                        };
                        postInitSQL?: string[];
                        postInitSQLRefs?: {
                            configMapRefs?: {
                                key: string;
                                name: string;
                            }[];
                            secretRefs?: {
                                key: string;
                                name: string;
                            }[];
                        };
                        postInitTemplateSQL?: string[];
                        postInitTemplateSQLRefs?: {
                            configMapRefs?: {
                                key: string;
                                name: string;
                            }[];
                            secretRefs?: {
                                key: string;
                                name: string;
                            }[];
                        };
                        secret?: {
                            name: string;
                        };
                        walSegmentSize?: number;
                    };
                    pg_basebackup?: {
                        database?: string;
                        owner?: string;
                        secret?: {
                            name: string;
                        };
                        source: string;
                    };
                    recovery?: {
                        backup?: {
                            endpointCA?: {
                                key: string;
                                name: string;
                            };
                            name: string;
                        };
                        database?: string;
                        owner?: string;
                        recoveryTarget?: {
                            backupID?: string;
                            exclusive?: boolean;
                            targetImmediate?: boolean;
                            targetLSN?: string;
                            targetName?: string;
                            targetTLI?: string;
                            targetTime?: string;
                            targetXID?: string;
                        };
                        secret?: {
                            name: string;
                        };
                        source?: string;
                        volumeSnapshots?: {
                            storage: {
                                apiGroup?: string;
                                kind: string;
                                name: string;
                            };
                            tablespaceStorage?: {
                                [key: string]: {
                                    apiGroup?: string;
                                    kind: string;
                                    name: string;
                                };
                            };
                            walStorage?: {
                                apiGroup?: string;
                                kind: string;
                                name: string;
                            };
                        };
                    };
                };
                certificates?: {
                    clientCASecret?: string;
                    replicationTLSSecret?: string;
                    serverAltDNSNames?: string[];
                    serverCASecret?: string;
                    serverTLSSecret?: string;
                };
                description?: string;
                enablePDB?: boolean;
                enableSuperuserAccess?: boolean;
                env?: {
                    name: string;
                    value?: string;
                    valueFrom?: {
                        configMapKeyRef?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        fieldRef?: {
                            apiVersion?: string;
                            fieldPath: string;
                        };
                        fileKeyRef?: {
                            key: string;
                            optional?: boolean;
                            path: string;
                            volumeName: string;
                        };
                        resourceFieldRef?: {
                            containerName?: string;
                            divisor?: number | string;
                            resource: string;
                        };
                        secretKeyRef?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                    };
                }[];
                envFrom?: {
                    configMapRef?: {
                        name?: string;
                        optional?: boolean;
                    };
                    prefix?: string;
                    secretRef?: {
                        name?: string;
                        optional?: boolean;
                    };
                }[];
                ephemeralVolumeSource?: {
                    volumeClaimTemplate?: {
                        metadata?: Record<string, never>;
                        spec: {
                            accessModes?: string[];
                            dataSource?: {
                                apiGroup?: string;
                                kind: string;
                                name: string;
                            };
                            dataSourceRef?: {
                                apiGroup?: string;
                                kind: string;
                                name: string;
                                namespace?: string;
                            };
                            resources?: {
                                limits?: {
                                    [key: string]: number | string;
                                };
                                requests?: {
                                    [key: string]: number | string;
                                };
                            };
                            selector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            storageClassName?: string;
                            volumeAttributesClassName?: string;
                            volumeMode?: string;
                            volumeName?: string;
                        };
                    };
                };
                ephemeralVolumesSizeLimit?: {
                    shm?: number | string;
                    temporaryData?: number | string;
                };
                externalClusters?: {
                    barmanObjectStore?: {
                        azureCredentials?: {
                            connectionString?: {
                                key: string;
                                name: string;
                            };
                            inheritFromAzureAD?: boolean;
                            storageAccount?: {
                                key: string;
                                name: string;
                            };
                            storageKey?: {
                                key: string;
                                name: string;
                            };
                            storageSasToken?: {
                                key: string;
                                name: string;
                            };
                            useDefaultAzureCredentials?: boolean;
                        };
                        data?: {
                            additionalCommandArgs?: string[];
                            /** @enum {string} */
                            compression?: "bzip2" | "gzip" | "lz4" | "snappy";
                            /** @enum {string} */
                            encryption?: "AES256" | "aws:kms";
                            immediateCheckpoint?: boolean;
                            /** Format: int32 */
                            jobs?: number;
                        };
                        destinationPath: string;
                        endpointCA?: {
                            key: string;
                            name: string;
                        };
                        endpointURL?: string;
                        googleCredentials?: {
                            applicationCredentials?: {
                                key: string;
                                name: string;
                            };
                            gkeEnvironment?: boolean;
                        };
                        historyTags?: {
                            [key: string]: string;
                        };
                        s3Credentials?: {
                            accessKeyId?: {
                                key: string;
                                name: string;
                            };
                            inheritFromIAMRole?: boolean;
                            region?: {
                                key: string;
                                name: string;
                            };
                            secretAccessKey?: {
                                key: string;
                                name: string;
                            };
                            sessionToken?: {
                                key: string;
                                name: string;
                            };
                        };
                        serverName?: string;
                        tags?: {
                            [key: string]: string;
                        };
                        wal?: {
                            archiveAdditionalCommandArgs?: string[];
                            /** @enum {string} */
                            compression?: "bzip2" | "gzip" | "lz4" | "snappy" | "xz" | "zstd";
                            /** @enum {string} */
                            encryption?: "AES256" | "aws:kms";
                            maxParallel?: number;
                            restoreAdditionalCommandArgs?: string[];
                        };
                    };
                    connectionParameters?: {
                        [key: string]: string;
                    };
                    name: string;
                    password?: {
                        key: string;
                        name?: string;
                        optional?: boolean;
                    };
                    plugin?: {
                        enabled?: boolean;
                        isWALArchiver?: boolean;
                        name: string;
                        parameters?: {
                            [key: string]: string;
                        };
                    };
                    sslCert?: {
                        key: string;
                        name?: string;
                        optional?: boolean;
                    };
                    sslKey?: {
                        key: string;
                        name?: string;
                        optional?: boolean;
                    };
                    sslRootCert?: {
                        key: string;
                        name?: string;
                        optional?: boolean;
                    };
                }[];
                /** Format: int32 */
                failoverDelay?: number;
                imageCatalogRef?: {
                    apiGroup?: string;
                    kind: string;
                    major: number;
                    name: string;
                };
                imageName?: string;
                imagePullPolicy?: string;
                imagePullSecrets?: {
                    name: string;
                }[];
                inheritedMetadata?: {
                    annotations?: {
                        [key: string]: string;
                    };
                    labels?: {
                        [key: string]: string;
                    };
                };
                instances: number;
                /** Format: int32 */
                livenessProbeTimeout?: number;
                /** @enum {string} */
                logLevel?: "error" | "warning" | "info" | "debug" | "trace";
                managed?: {
                    roles?: {
                        bypassrls?: boolean;
                        comment?: string;
                        /** Format: int64 */
                        connectionLimit?: number;
                        createdb?: boolean;
                        createrole?: boolean;
                        disablePassword?: boolean;
                        /** @enum {string} */
                        ensure?: "present" | "absent";
                        inRoles?: string[];
                        inherit?: boolean;
                        login?: boolean;
                        name: string;
                        passwordSecret?: {
                            name: string;
                        };
                        replication?: boolean;
                        superuser?: boolean;
                        /** Format: date-time */
                        validUntil?: string;
                    }[];
                    services?: {
                        additional?: {
                            /** @enum {string} */
                            selectorType: "rw" | "r" | "ro";
                            serviceTemplate: {
                                metadata?: {
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    name?: string;
                                };
                                spec?: {
                                    allocateLoadBalancerNodePorts?: boolean;
                                    clusterIP?: string;
                                    clusterIPs?: string[];
                                    externalIPs?: string[];
                                    externalName?: string;
                                    externalTrafficPolicy?: string;
                                    /** Format: int32 */
                                    healthCheckNodePort?: number;
                                    internalTrafficPolicy?: string;
                                    ipFamilies?: string[];
                                    ipFamilyPolicy?: string;
                                    loadBalancerClass?: string;
                                    loadBalancerIP?: string;
                                    loadBalancerSourceRanges?: string[];
                                    ports?: {
                                        appProtocol?: string;
                                        name?: string;
                                        /** Format: int32 */
                                        nodePort?: number;
                                        /** Format: int32 */
                                        port: number;
                                        protocol?: string;
                                        targetPort?: number | string;
                                    }[];
                                    publishNotReadyAddresses?: boolean;
                                    selector?: {
                                        [key: string]: string;
                                    };
                                    sessionAffinity?: string;
                                    sessionAffinityConfig?: {
                                        clientIP?: {
                                            /** Format: int32 */
                                            timeoutSeconds?: number;
                                        };
                                    };
                                    trafficDistribution?: string;
                                    type?: string;
                                };
                            };
                            /** @enum {string} */
                            updateStrategy?: "patch" | "replace";
                        }[];
                        disabledDefaultServices?: ("rw" | "r" | "ro")[];
                    };
                };
                maxSyncReplicas?: number;
                minSyncReplicas?: number;
                monitoring?: {
                    customQueriesConfigMap?: {
                        key: string;
                        name: string;
                    }[];
                    customQueriesSecret?: {
                        key: string;
                        name: string;
                    }[];
                    disableDefaultQueries?: boolean;
                    enablePodMonitor?: boolean;
                    metricsQueriesTTL?: string;
                    podMonitorMetricRelabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    podMonitorRelabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    tls?: {
                        enabled?: boolean;
                    };
                };
                nodeMaintenanceWindow?: {
                    inProgress?: boolean;
                    reusePVC?: boolean;
                };
                plugins?: {
                    enabled?: boolean;
                    isWALArchiver?: boolean;
                    name: string;
                    parameters?: {
                        [key: string]: string;
                    };
                }[];
                podSecurityContext?: {
                    appArmorProfile?: {
                        localhostProfile?: string;
                        type: string;
                    };
                    /** Format: int64 */
                    fsGroup?: number;
                    fsGroupChangePolicy?: string;
                    /** Format: int64 */
                    runAsGroup?: number;
                    runAsNonRoot?: boolean;
                    /** Format: int64 */
                    runAsUser?: number;
                    seLinuxChangePolicy?: string;
                    seLinuxOptions?: {
                        level?: string;
                        role?: string;
                        type?: string;
                        user?: string;
                    };
                    seccompProfile?: {
                        localhostProfile?: string;
                        type: string;
                    };
                    supplementalGroups?: number[];
                    supplementalGroupsPolicy?: string;
                    sysctls?: {
                        name: string;
                        value: string;
                    }[];
                    windowsOptions?: {
                        gmsaCredentialSpec?: string;
                        gmsaCredentialSpecName?: string;
                        hostProcess?: boolean;
                        runAsUserName?: string;
                    };
                };
                podSelectorRefs?: {
                    name: string;
                    selector: {
                        matchExpressions?: {
                            key: string;
                            operator: string;
                            values?: string[];
                        }[];
                        matchLabels?: {
                            [key: string]: string;
                        };
                    };
                }[];
                /** Format: int64 */
                postgresGID?: number;
                /** Format: int64 */
                postgresUID?: number;
                postgresql?: {
                    enableAlterSystem?: boolean;
                    extensions?: {
                        bin_path?: string[];
                        dynamic_library_path?: string[];
                        env?: {
                            name: string;
                            value: string;
                        }[];
                        extension_control_path?: string[];
                        image?: {
                            pullPolicy?: string;
                            reference?: string;
                        };
                        ld_library_path?: string[];
                        name: string;
                    }[];
                    ldap?: {
                        bindAsAuth?: {
                            prefix?: string;
                            suffix?: string;
                        };
                        bindSearchAuth?: {
                            baseDN?: string;
                            bindDN?: string;
                            bindPassword?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            searchAttribute?: string;
                            searchFilter?: string;
                        };
                        port?: number;
                        /** @enum {string} */
                        scheme?: "ldap" | "ldaps";
                        server?: string;
                        tls?: boolean;
                    };
                    parameters?: {
                        [key: string]: string;
                    };
                    pg_hba?: string[];
                    pg_ident?: string[];
                    /** Format: int32 */
                    promotionTimeout?: number;
                    shared_preload_libraries?: string[];
                    syncReplicaElectionConstraint?: {
                        enabled: boolean;
                        nodeLabelsAntiAffinity?: string[];
                    };
                    synchronous?: {
                        /** @enum {string} */
                        dataDurability?: "required" | "preferred";
                        failoverQuorum?: boolean;
                        maxStandbyNamesFromCluster?: number;
                        /** @enum {string} */
                        method: "any" | "first";
                        number: number;
                        standbyNamesPost?: string[];
                        standbyNamesPre?: string[];
                    };
                };
                primaryLease?: {
                    /** Format: int32 */
                    leaseDurationSeconds?: number;
                    /** Format: int32 */
                    releasedLeaseDurationSeconds?: number;
                    /** Format: int32 */
                    renewDeadlineSeconds?: number;
                    /** Format: int32 */
                    retryPeriodSeconds?: number;
                };
                /** @enum {string} */
                primaryUpdateMethod?: "switchover" | "restart";
                /** @enum {string} */
                primaryUpdateStrategy?: "unsupervised" | "supervised";
                priorityClassName?: string;
                probes?: {
                    liveness?: {
                        /** Format: int32 */
                        failureThreshold?: number;
                        /** Format: int32 */
                        initialDelaySeconds?: number;
                        isolationCheck?: {
                            connectionTimeout?: number;
                            enabled?: boolean;
                            requestTimeout?: number;
                        };
                        /** Format: int32 */
                        periodSeconds?: number;
                        /** Format: int32 */
                        successThreshold?: number;
                        /** Format: int64 */
                        terminationGracePeriodSeconds?: number;
                        /** Format: int32 */
                        timeoutSeconds?: number;
                    };
                    readiness?: {
                        /** Format: int32 */
                        failureThreshold?: number;
                        /** Format: int32 */
                        initialDelaySeconds?: number;
                        maximumLag?: number | string;
                        /** Format: int32 */
                        periodSeconds?: number;
                        /** Format: int32 */
                        successThreshold?: number;
                        /** Format: int64 */
                        terminationGracePeriodSeconds?: number;
                        /** Format: int32 */
                        timeoutSeconds?: number;
                        /** @enum {string} */
                        type?: "pg_isready" | "streaming" | "query";
                    };
                    startup?: {
                        /** Format: int32 */
                        failureThreshold?: number;
                        /** Format: int32 */
                        initialDelaySeconds?: number;
                        maximumLag?: number | string;
                        /** Format: int32 */
                        periodSeconds?: number;
                        /** Format: int32 */
                        successThreshold?: number;
                        /** Format: int64 */
                        terminationGracePeriodSeconds?: number;
                        /** Format: int32 */
                        timeoutSeconds?: number;
                        /** @enum {string} */
                        type?: "pg_isready" | "streaming" | "query";
                    };
                };
                projectedVolumeTemplate?: {
                    /** Format: int32 */
                    defaultMode?: number;
                    sources?: {
                        clusterTrustBundle?: {
                            labelSelector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            name?: string;
                            optional?: boolean;
                            path: string;
                            signerName?: string;
                        };
                        configMap?: {
                            items?: {
                                key: string;
                                /** Format: int32 */
                                mode?: number;
                                path: string;
                            }[];
                            name?: string;
                            optional?: boolean;
                        };
                        downwardAPI?: {
                            items?: {
                                fieldRef?: {
                                    apiVersion?: string;
                                    fieldPath: string;
                                };
                                /** Format: int32 */
                                mode?: number;
                                path: string;
                                resourceFieldRef?: {
                                    containerName?: string;
                                    divisor?: number | string;
                                    resource: string;
                                };
                            }[];
                        };
                        podCertificate?: {
                            certificateChainPath?: string;
                            credentialBundlePath?: string;
                            keyPath?: string;
                            keyType: string;
                            /** Format: int32 */
                            maxExpirationSeconds?: number;
                            signerName: string;
                            userAnnotations?: {
                                [key: string]: string;
                            };
                        };
                        secret?: {
                            items?: {
                                key: string;
                                /** Format: int32 */
                                mode?: number;
                                path: string;
                            }[];
                            name?: string;
                            optional?: boolean;
                        };
                        serviceAccountToken?: {
                            audience?: string;
                            /** Format: int64 */
                            expirationSeconds?: number;
                            path: string;
                        };
                    }[];
                };
                replica?: {
                    enabled?: boolean;
                    minApplyDelay?: string;
                    primary?: string;
                    promotionToken?: string;
                    self?: string;
                    source: string;
                };
                replicationSlots?: {
                    highAvailability?: {
                        enabled?: boolean;
                        slotPrefix?: string;
                        synchronizeLogicalDecoding?: boolean;
                    };
                    synchronizeReplicas?: {
                        enabled: boolean;
                        excludePatterns?: string[];
                    };
                    updateInterval?: number;
                };
                resources?: {
                    claims?: {
                        name: string;
                        request?: string;
                    }[];
                    limits?: {
                        [key: string]: number | string;
                    };
                    requests?: {
                        [key: string]: number | string;
                    };
                };
                schedulerName?: string;
                seccompProfile?: {
                    localhostProfile?: string;
                    type: string;
                };
                securityContext?: {
                    allowPrivilegeEscalation?: boolean;
                    appArmorProfile?: {
                        localhostProfile?: string;
                        type: string;
                    };
                    capabilities?: {
                        add?: string[];
                        drop?: string[];
                    };
                    privileged?: boolean;
                    procMount?: string;
                    readOnlyRootFilesystem?: boolean;
                    /** Format: int64 */
                    runAsGroup?: number;
                    runAsNonRoot?: boolean;
                    /** Format: int64 */
                    runAsUser?: number;
                    seLinuxOptions?: {
                        level?: string;
                        role?: string;
                        type?: string;
                        user?: string;
                    };
                    seccompProfile?: {
                        localhostProfile?: string;
                        type: string;
                    };
                    windowsOptions?: {
                        gmsaCredentialSpec?: string;
                        gmsaCredentialSpecName?: string;
                        hostProcess?: boolean;
                        runAsUserName?: string;
                    };
                };
                serviceAccountName?: string;
                serviceAccountTemplate?: {
                    metadata: {
                        annotations?: {
                            [key: string]: string;
                        };
                        labels?: {
                            [key: string]: string;
                        };
                        name?: string;
                    };
                };
                /** Format: int32 */
                smartShutdownTimeout?: number;
                /** Format: int32 */
                startDelay?: number;
                /** Format: int32 */
                stopDelay?: number;
                storage?: {
                    pvcTemplate?: {
                        accessModes?: string[];
                        dataSource?: {
                            apiGroup?: string;
                            kind: string;
                            name: string;
                        };
                        dataSourceRef?: {
                            apiGroup?: string;
                            kind: string;
                            name: string;
                            namespace?: string;
                        };
                        resources?: {
                            limits?: {
                                [key: string]: number | string;
                            };
                            requests?: {
                                [key: string]: number | string;
                            };
                        };
                        selector?: {
                            matchExpressions?: {
                                key: string;
                                operator: string;
                                values?: string[];
                            }[];
                            matchLabels?: {
                                [key: string]: string;
                            };
                        };
                        storageClassName?: string;
                        volumeAttributesClassName?: string;
                        volumeMode?: string;
                        volumeName?: string;
                    };
                    resizeInUseVolumes?: boolean;
                    size?: string;
                    storageClass?: string;
                };
                superuserSecret?: {
                    name: string;
                };
                /** Format: int32 */
                switchoverDelay?: number;
                tablespaces?: {
                    name: string;
                    owner?: {
                        name?: string;
                    };
                    storage: {
                        pvcTemplate?: {
                            accessModes?: string[];
                            dataSource?: {
                                apiGroup?: string;
                                kind: string;
                                name: string;
                            };
                            dataSourceRef?: {
                                apiGroup?: string;
                                kind: string;
                                name: string;
                                namespace?: string;
                            };
                            resources?: {
                                limits?: {
                                    [key: string]: number | string;
                                };
                                requests?: {
                                    [key: string]: number | string;
                                };
                            };
                            selector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            storageClassName?: string;
                            volumeAttributesClassName?: string;
                            volumeMode?: string;
                            volumeName?: string;
                        };
                        resizeInUseVolumes?: boolean;
                        size?: string;
                        storageClass?: string;
                    };
                    temporary?: boolean;
                }[];
                topologySpreadConstraints?: {
                    labelSelector?: {
                        matchExpressions?: {
                            key: string;
                            operator: string;
                            values?: string[];
                        }[];
                        matchLabels?: {
                            [key: string]: string;
                        };
                    };
                    matchLabelKeys?: string[];
                    /** Format: int32 */
                    maxSkew: number;
                    /** Format: int32 */
                    minDomains?: number;
                    nodeAffinityPolicy?: string;
                    nodeTaintsPolicy?: string;
                    topologyKey: string;
                    whenUnsatisfiable: string;
                }[];
                walStorage?: {
                    pvcTemplate?: {
                        accessModes?: string[];
                        dataSource?: {
                            apiGroup?: string;
                            kind: string;
                            name: string;
                        };
                        dataSourceRef?: {
                            apiGroup?: string;
                            kind: string;
                            name: string;
                            namespace?: string;
                        };
                        resources?: {
                            limits?: {
                                [key: string]: number | string;
                            };
                            requests?: {
                                [key: string]: number | string;
                            };
                        };
                        selector?: {
                            matchExpressions?: {
                                key: string;
                                operator: string;
                                values?: string[];
                            }[];
                            matchLabels?: {
                                [key: string]: string;
                            };
                        };
                        storageClassName?: string;
                        volumeAttributesClassName?: string;
                        volumeMode?: string;
                        volumeName?: string;
                    };
                    resizeInUseVolumes?: boolean;
                    size?: string;
                    storageClass?: string;
                };
            };
            status?: {
                availableArchitectures?: {
                    goArch: string;
                    hash: string;
                }[];
                certificates?: {
                    clientCASecret?: string;
                    expirations?: {
                        [key: string]: string;
                    };
                    replicationTLSSecret?: string;
                    serverAltDNSNames?: string[];
                    serverCASecret?: string;
                    serverTLSSecret?: string;
                };
                cloudNativePGCommitHash?: string;
                cloudNativePGOperatorHash?: string;
                conditions?: {
                    /** Format: date-time */
                    lastTransitionTime: string;
                    message: string;
                    /** Format: int64 */
                    observedGeneration?: number;
                    reason: string;
                    /** @enum {string} */
                    status: "True" | "False" | "Unknown";
                    type: string;
                }[];
                configMapResourceVersion?: {
                    metrics?: {
                        [key: string]: string;
                    };
                };
                currentPrimary?: string;
                currentPrimaryFailingSinceTimestamp?: string;
                currentPrimaryTimestamp?: string;
                danglingPVC?: string[];
                demotionToken?: string;
                firstRecoverabilityPoint?: string;
                firstRecoverabilityPointByMethod?: {
                    [key: string]: string;
                };
                healthyPVC?: string[];
                image?: string;
                initializingPVC?: string[];
                instanceNames?: string[];
                instances?: number;
                instancesReportedState?: {
                    [key: string]: {
                        ip?: string;
                        isPrimary: boolean;
                        timeLineID?: number;
                    };
                };
                instancesStatus?: {
                    [key: string]: string[];
                };
                /** Format: int32 */
                jobCount?: number;
                lastFailedBackup?: string;
                lastPromotionToken?: string;
                lastSuccessfulBackup?: string;
                lastSuccessfulBackupByMethod?: {
                    [key: string]: string;
                };
                latestGeneratedNode?: number;
                managedRolesStatus?: {
                    byStatus?: {
                        [key: string]: string[];
                    };
                    cannotReconcile?: {
                        [key: string]: string[];
                    };
                    passwordStatus?: {
                        [key: string]: {
                            resourceVersion?: string;
                            /** Format: int64 */
                            transactionID?: number;
                        };
                    };
                };
                onlineUpdateEnabled?: boolean;
                operatorCertificateFingerprint?: string;
                pgDataImageInfo?: {
                    extensions?: {
                        bin_path?: string[];
                        dynamic_library_path?: string[];
                        env?: {
                            name: string;
                            value: string;
                        }[];
                        extension_control_path?: string[];
                        image?: {
                            pullPolicy?: string;
                            reference?: string;
                        };
                        ld_library_path?: string[];
                        name: string;
                    }[];
                    image: string;
                    majorVersion: number;
                };
                phase?: string;
                phaseReason?: string;
                pluginStatus?: {
                    backupCapabilities?: string[];
                    capabilities?: string[];
                    name: string;
                    operatorCapabilities?: string[];
                    restoreJobHookCapabilities?: string[];
                    status?: string;
                    version: string;
                    walCapabilities?: string[];
                }[];
                podSelectorRefs?: {
                    ips?: string[];
                    name: string;
                }[];
                poolerIntegrations?: {
                    pgBouncerIntegration?: {
                        secrets?: string[];
                    };
                };
                /** Format: int32 */
                pvcCount?: number;
                readService?: string;
                readyInstances?: number;
                resizingPVC?: string[];
                secretsResourceVersion?: {
                    applicationSecretVersion?: string;
                    barmanEndpointCA?: string;
                    caSecretVersion?: string;
                    clientCaSecretVersion?: string;
                    externalClusterSecretVersion?: {
                        [key: string]: string;
                    };
                    managedRoleSecretVersion?: {
                        [key: string]: string;
                    };
                    metrics?: {
                        [key: string]: string;
                    };
                    replicationSecretVersion?: string;
                    serverCaSecretVersion?: string;
                    serverSecretVersion?: string;
                    superuserSecretVersion?: string;
                };
                selector?: string;
                switchReplicaClusterStatus?: {
                    inProgress?: boolean;
                };
                systemID?: string;
                tablespacesStatus?: {
                    error?: string;
                    name: string;
                    owner?: string;
                    state: string;
                }[];
                targetPgDataImageInfo?: {
                    extensions?: {
                        bin_path?: string[];
                        dynamic_library_path?: string[];
                        env?: {
                            name: string;
                            value: string;
                        }[];
                        extension_control_path?: string[];
                        image?: {
                            pullPolicy?: string;
                            reference?: string;
                        };
                        ld_library_path?: string[];
                        name: string;
                    }[];
                    image: string;
                    majorVersion: number;
                };
                targetPrimary?: string;
                targetPrimaryTimestamp?: string;
                timelineID?: number;
                topology?: {
                    instances?: {
                        [key: string]: {
                            [key: string]: string;
                        };
                    };
                    /** Format: int32 */
                    nodesUsed?: number;
                    successfullyExtracted?: boolean;
                };
                unusablePVC?: string[];
                writeService?: string;
            };
        };
        ClusterImageCatalog: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "ClusterImageCatalog";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                componentImages?: {
                    image: string;
                    key: string;
                }[];
                images: {
                    extensions?: {
                        bin_path?: string[];
                        dynamic_library_path?: string[];
                        env?: {
                            name: string;
                            value: string;
                        }[];
                        extension_control_path?: string[];
                        image?: {
                            pullPolicy?: string;
                            reference?: string;
                        };
                        ld_library_path?: string[];
                        name: string;
                    }[];
                    image: string;
                    major: number;
                }[];
            };
        };
        ClusterIssuer: {
            /** @enum {string} */
            apiVersion: "cert-manager.io/v1";
            /** @enum {string} */
            kind: "ClusterIssuer";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                acme?: {
                    /** Format: byte */
                    caBundle?: string;
                    disableAccountKeyGeneration?: boolean;
                    email?: string;
                    enableDurationFeature?: boolean;
                    externalAccountBinding?: {
                        /** @enum {string} */
                        keyAlgorithm?: "HS256" | "HS384" | "HS512";
                        keyID: string;
                        keySecretRef: {
                            key?: string;
                            name: string;
                        };
                    };
                    preferredChain?: string;
                    privateKeySecretRef: {
                        key?: string;
                        name: string;
                    };
                    profile?: string;
                    server: string;
                    skipTLSVerify?: boolean;
                    solvers?: {
                        dns01?: {
                            acmeDNS?: {
                                accountSecretRef: {
                                    key?: string;
                                    name: string;
                                };
                                host: string;
                            };
                            akamai?: {
                                accessTokenSecretRef: {
                                    key?: string;
                                    name: string;
                                };
                                clientSecretSecretRef: {
                                    key?: string;
                                    name: string;
                                };
                                clientTokenSecretRef: {
                                    key?: string;
                                    name: string;
                                };
                                serviceConsumerDomain: string;
                            };
                            azureDNS?: {
                                clientID?: string;
                                clientSecretSecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                                /** @enum {string} */
                                environment?: "AzurePublicCloud" | "AzureChinaCloud" | "AzureGermanCloud" | "AzureUSGovernmentCloud";
                                hostedZoneName?: string;
                                managedIdentity?: {
                                    clientID?: string;
                                    resourceID?: string;
                                    tenantID?: string;
                                };
                                resourceGroupName: string;
                                subscriptionID: string;
                                tenantID?: string;
                                /** @enum {string} */
                                zoneType?: "AzurePublicZone" | "AzurePrivateZone";
                            };
                            cloudDNS?: {
                                hostedZoneName?: string;
                                project: string;
                                serviceAccountSecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                            };
                            cloudflare?: {
                                apiKeySecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                                apiTokenSecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                                email?: string;
                            };
                            /** @enum {string} */
                            cnameStrategy?: "None" | "Follow";
                            digitalocean?: {
                                tokenSecretRef: {
                                    key?: string;
                                    name: string;
                                };
                            };
                            rfc2136?: {
                                nameserver: string;
                                /** @enum {string} */
                                protocol?: "TCP" | "UDP";
                                tsigAlgorithm?: string;
                                tsigKeyName?: string;
                                tsigSecretSecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                            };
                            route53?: {
                                accessKeyID?: string;
                                accessKeyIDSecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                                auth?: {
                                    kubernetes: {
                                        serviceAccountRef: {
                                            audiences?: string[];
                                            name: string;
                                        };
                                    };
                                };
                                hostedZoneID?: string;
                                region?: string;
                                role?: string;
                                secretAccessKeySecretRef?: {
                                    key?: string;
                                    name: string;
                                };
                            };
                            webhook?: {
                                config?: unknown;
                                groupName: string;
                                solverName: string;
                            };
                        };
                        http01?: {
                            gatewayHTTPRoute?: {
                                labels?: {
                                    [key: string]: string;
                                };
                                parentRefs?: {
                                    group?: string;
                                    kind?: string;
                                    name: string;
                                    namespace?: string;
                                    /** Format: int32 */
                                    port?: number;
                                    sectionName?: string;
                                }[];
                                podTemplate?: {
                                    metadata?: {
                                        annotations?: {
                                            [key: string]: string;
                                        };
                                        labels?: {
                                            [key: string]: string;
                                        };
                                    };
                                    spec?: {
                                        affinity?: {
                                            nodeAffinity?: {
                                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                                    preference: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchFields?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                    };
                                                    /** Format: int32 */
                                                    weight: number;
                                                }[];
                                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                                    nodeSelectorTerms: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchFields?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                    }[];
                                                };
                                            };
                                            podAffinity?: {
                                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                                    podAffinityTerm: {
                                                        labelSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        matchLabelKeys?: string[];
                                                        mismatchLabelKeys?: string[];
                                                        namespaceSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        namespaces?: string[];
                                                        topologyKey: string;
                                                    };
                                                    /** Format: int32 */
                                                    weight: number;
                                                }[];
                                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                                    labelSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    matchLabelKeys?: string[];
                                                    mismatchLabelKeys?: string[];
                                                    namespaceSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    namespaces?: string[];
                                                    topologyKey: string;
                                                }[];
                                            };
                                            podAntiAffinity?: {
                                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                                    podAffinityTerm: {
                                                        labelSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        matchLabelKeys?: string[];
                                                        mismatchLabelKeys?: string[];
                                                        namespaceSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        namespaces?: string[];
                                                        topologyKey: string;
                                                    };
                                                    /** Format: int32 */
                                                    weight: number;
                                                }[];
                                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                                    labelSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    matchLabelKeys?: string[];
                                                    mismatchLabelKeys?: string[];
                                                    namespaceSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    namespaces?: string[];
                                                    topologyKey: string;
                                                }[];
                                            };
                                        };
                                        imagePullSecrets?: {
                                            name?: string;
                                        }[];
                                        nodeSelector?: {
                                            [key: string]: string;
                                        };
                                        priorityClassName?: string;
                                        resources?: {
                                            limits?: {
                                                [key: string]: number | string;
                                            };
                                            requests?: {
                                                [key: string]: number | string;
                                            };
                                        };
                                        securityContext?: {
                                            /** Format: int64 */
                                            fsGroup?: number;
                                            fsGroupChangePolicy?: string;
                                            /** Format: int64 */
                                            runAsGroup?: number;
                                            runAsNonRoot?: boolean;
                                            /** Format: int64 */
                                            runAsUser?: number;
                                            seLinuxOptions?: {
                                                level?: string;
                                                role?: string;
                                                type?: string;
                                                user?: string;
                                            };
                                            seccompProfile?: {
                                                localhostProfile?: string;
                                                type: string;
                                            };
                                            supplementalGroups?: number[];
                                            sysctls?: {
                                                name: string;
                                                value: string;
                                            }[];
                                        };
                                        serviceAccountName?: string;
                                        tolerations?: {
                                            effect?: string;
                                            key?: string;
                                            operator?: string;
                                            /** Format: int64 */
                                            tolerationSeconds?: number;
                                            value?: string;
                                        }[];
                                    };
                                };
                                serviceType?: string;
                            };
                            ingress?: {
                                class?: string;
                                ingressClassName?: string;
                                ingressTemplate?: {
                                    metadata?: {
                                        annotations?: {
                                            [key: string]: string;
                                        };
                                        labels?: {
                                            [key: string]: string;
                                        };
                                    };
                                };
                                name?: string;
                                podTemplate?: {
                                    metadata?: {
                                        annotations?: {
                                            [key: string]: string;
                                        };
                                        labels?: {
                                            [key: string]: string;
                                        };
                                    };
                                    spec?: {
                                        affinity?: {
                                            nodeAffinity?: {
                                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                                    preference: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchFields?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                    };
                                                    /** Format: int32 */
                                                    weight: number;
                                                }[];
                                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                                    nodeSelectorTerms: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchFields?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                    }[];
                                                };
                                            };
                                            podAffinity?: {
                                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                                    podAffinityTerm: {
                                                        labelSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        matchLabelKeys?: string[];
                                                        mismatchLabelKeys?: string[];
                                                        namespaceSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        namespaces?: string[];
                                                        topologyKey: string;
                                                    };
                                                    /** Format: int32 */
                                                    weight: number;
                                                }[];
                                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                                    labelSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    matchLabelKeys?: string[];
                                                    mismatchLabelKeys?: string[];
                                                    namespaceSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    namespaces?: string[];
                                                    topologyKey: string;
                                                }[];
                                            };
                                            podAntiAffinity?: {
                                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                                    podAffinityTerm: {
                                                        labelSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        matchLabelKeys?: string[];
                                                        mismatchLabelKeys?: string[];
                                                        namespaceSelector?: {
                                                            matchExpressions?: {
                                                                key: string;
                                                                operator: string;
                                                                values?: string[];
                                                            }[];
                                                            matchLabels?: {
                                                                [key: string]: string;
                                                            };
                                                        };
                                                        namespaces?: string[];
                                                        topologyKey: string;
                                                    };
                                                    /** Format: int32 */
                                                    weight: number;
                                                }[];
                                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                                    labelSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    matchLabelKeys?: string[];
                                                    mismatchLabelKeys?: string[];
                                                    namespaceSelector?: {
                                                        matchExpressions?: {
                                                            key: string;
                                                            operator: string;
                                                            values?: string[];
                                                        }[];
                                                        matchLabels?: {
                                                            [key: string]: string;
                                                        };
                                                    };
                                                    namespaces?: string[];
                                                    topologyKey: string;
                                                }[];
                                            };
                                        };
                                        imagePullSecrets?: {
                                            name?: string;
                                        }[];
                                        nodeSelector?: {
                                            [key: string]: string;
                                        };
                                        priorityClassName?: string;
                                        resources?: {
                                            limits?: {
                                                [key: string]: number | string;
                                            };
                                            requests?: {
                                                [key: string]: number | string;
                                            };
                                        };
                                        securityContext?: {
                                            /** Format: int64 */
                                            fsGroup?: number;
                                            fsGroupChangePolicy?: string;
                                            /** Format: int64 */
                                            runAsGroup?: number;
                                            runAsNonRoot?: boolean;
                                            /** Format: int64 */
                                            runAsUser?: number;
                                            seLinuxOptions?: {
                                                level?: string;
                                                role?: string;
                                                type?: string;
                                                user?: string;
                                            };
                                            seccompProfile?: {
                                                localhostProfile?: string;
                                                type: string;
                                            };
                                            supplementalGroups?: number[];
                                            sysctls?: {
                                                name: string;
                                                value: string;
                                            }[];
                                        };
                                        serviceAccountName?: string;
                                        tolerations?: {
                                            effect?: string;
                                            key?: string;
                                            operator?: string;
                                            /** Format: int64 */
                                            tolerationSeconds?: number;
                                            value?: string;
                                        }[];
                                    };
                                };
                                serviceType?: string;
                            };
                        };
                        selector?: {
                            dnsNames?: string[];
                            dnsZones?: string[];
                            matchLabels?: {
                                [key: string]: string;
                            };
                        };
                        waitInsteadOfSelfCheck?: string;
                    }[];
                };
                ca?: {
                    crlDistributionPoints?: string[];
                    issuingCertificateURLs?: string[];
                    ocspServers?: string[];
                    secretName: string;
                };
                selfSigned?: {
                    crlDistributionPoints?: string[];
                };
                vault?: {
                    auth: {
                        appRole?: {
                            path: string;
                            roleId: string;
                            secretRef: {
                                key?: string;
                                name: string;
                            };
                        };
                        aws?: {
                            iamRoleArn?: string;
                            mountPath?: string;
                            region?: string;
                            role: string;
                            serviceAccountRef?: {
                                audiences?: string[];
                                name: string;
                            };
                            vaultHeaderValue?: string;
                        };
                        clientCertificate?: {
                            mountPath?: string;
                            name?: string;
                            secretName?: string;
                        };
                        kubernetes?: {
                            mountPath?: string;
                            role: string;
                            secretRef?: {
                                key?: string;
                                name: string;
                            };
                            serviceAccountRef?: {
                                audiences?: string[];
                                name: string;
                            };
                        };
                        tokenSecretRef?: {
                            key?: string;
                            name: string;
                        };
                    };
                    /** Format: byte */
                    caBundle?: string;
                    caBundleSecretRef?: {
                        key?: string;
                        name: string;
                    };
                    clientCertSecretRef?: {
                        key?: string;
                        name: string;
                    };
                    clientKeySecretRef?: {
                        key?: string;
                        name: string;
                    };
                    namespace?: string;
                    path: string;
                    server: string;
                    serverName?: string;
                };
                venafi?: {
                    cloud?: {
                        apiTokenSecretRef: {
                            key?: string;
                            name: string;
                        };
                        url?: string;
                    };
                    ngts?: {
                        credentialsRef: {
                            name: string;
                        };
                        tokenEndpoint?: string;
                        tsgID: string;
                        url?: string;
                    };
                    tpp?: {
                        /** Format: byte */
                        caBundle?: string;
                        caBundleSecretRef?: {
                            key?: string;
                            name: string;
                        };
                        credentialsRef: {
                            name: string;
                        };
                        url: string;
                    };
                    zone: string;
                };
            };
            status?: {
                acme?: {
                    lastPrivateKeyHash?: string;
                    lastRegisteredEmail?: string;
                    uri?: string;
                };
                conditions?: {
                    /** Format: date-time */
                    lastTransitionTime?: string;
                    message?: string;
                    /** Format: int64 */
                    observedGeneration?: number;
                    reason?: string;
                    /** @enum {string} */
                    status: "True" | "False" | "Unknown";
                    type: string;
                }[];
            };
        };
        ClusterRole: {
            aggregationRule?: components["schemas"]["AggregationRule"];
            /** @enum {string} */
            apiVersion: "rbac.authorization.k8s.io/v1";
            /** @enum {string} */
            kind: "ClusterRole";
            metadata: components["schemas"]["ObjectMeta"];
            rules?: components["schemas"]["PolicyRule"][];
        };
        ClusterRoleBinding: {
            /** @enum {string} */
            apiVersion: "rbac.authorization.k8s.io/v1";
            /** @enum {string} */
            kind: "ClusterRoleBinding";
            metadata: components["schemas"]["ObjectMeta"];
            roleRef: components["schemas"]["RoleRef"];
            subjects?: components["schemas"]["Subject"][];
        };
        ClusterTrustBundleProjection: {
            labelSelector?: components["schemas"]["LabelSelector"];
            name?: string;
            optional?: boolean;
            path: string;
            signerName?: string;
        };
        Condition: {
            lastTransitionTime: components["schemas"]["Time"];
            message: string;
            /** Format: int64 */
            observedGeneration?: number;
            reason: string;
            status: string;
            type: string;
        };
        ConfigMap: {
            /** @enum {string} */
            apiVersion: "v1";
            binaryData?: {
                [key: string]: string;
            };
            data?: {
                [key: string]: string;
            };
            immutable?: boolean;
            /** @enum {string} */
            kind: "ConfigMap";
            metadata: components["schemas"]["ObjectMeta"];
        };
        ConfigMapEnvSource: {
            name?: string;
            optional?: boolean;
        };
        ConfigMapKeySelector: {
            key: string;
            name?: string;
            optional?: boolean;
        };
        ConfigMapProjection: {
            items?: components["schemas"]["KeyToPath"][];
            name?: string;
            optional?: boolean;
        };
        ConfigMapVolumeSource: {
            /** Format: int32 */
            defaultMode?: number;
            items?: components["schemas"]["KeyToPath"][];
            name?: string;
            optional?: boolean;
        };
        Container: {
            args?: string[];
            command?: string[];
            env?: components["schemas"]["EnvVar"][];
            envFrom?: components["schemas"]["EnvFromSource"][];
            image?: string;
            imagePullPolicy?: string;
            lifecycle?: components["schemas"]["Lifecycle"];
            livenessProbe?: components["schemas"]["Probe"];
            name: string;
            ports?: components["schemas"]["ContainerPort"][];
            readinessProbe?: components["schemas"]["Probe"];
            resizePolicy?: components["schemas"]["ContainerResizePolicy"][];
            resources?: components["schemas"]["ResourceRequirements"];
            restartPolicy?: string;
            restartPolicyRules?: components["schemas"]["ContainerRestartRule"][];
            securityContext?: components["schemas"]["SecurityContext"];
            startupProbe?: components["schemas"]["Probe"];
            stdin?: boolean;
            stdinOnce?: boolean;
            terminationMessagePath?: string;
            terminationMessagePolicy?: string;
            tty?: boolean;
            volumeDevices?: components["schemas"]["VolumeDevice"][];
            volumeMounts?: components["schemas"]["VolumeMount"][];
            workingDir?: string;
        };
        ContainerPort: {
            /** Format: int32 */
            containerPort: number;
            hostIP?: string;
            /** Format: int32 */
            hostPort?: number;
            name?: string;
            protocol?: string;
        };
        ContainerResizePolicy: {
            resourceName: string;
            restartPolicy: string;
        };
        ContainerResourceMetricSource: {
            container: string;
            name: string;
            target: components["schemas"]["MetricTarget"];
        };
        ContainerResourceMetricStatus: {
            container: string;
            current: components["schemas"]["MetricValueStatus"];
            name: string;
        };
        ContainerRestartRule: {
            action: string;
            exitCodes?: components["schemas"]["ContainerRestartRuleOnExitCodes"];
        };
        ContainerRestartRuleOnExitCodes: {
            operator: string;
            values?: number[];
        };
        CrossVersionObjectReference: {
            apiVersion?: string;
            kind: string;
            name: string;
        };
        Database: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "Database";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                allowConnections?: boolean;
                builtinLocale?: string;
                cluster: {
                    name?: string;
                };
                collationVersion?: string;
                connectionLimit?: number;
                /** @enum {string} */
                databaseReclaimPolicy?: "delete" | "retain";
                encoding?: string;
                /** @enum {string} */
                ensure?: "present" | "absent";
                extensions?: {
                    /** @enum {string} */
                    ensure?: "present" | "absent";
                    name: string;
                    schema?: string;
                    version?: string;
                }[];
                fdws?: {
                    /** @enum {string} */
                    ensure?: "present" | "absent";
                    handler?: string;
                    name: string;
                    options?: {
                        /** @enum {string} */
                        ensure?: "present" | "absent";
                        name: string;
                        value: string;
                    }[];
                    owner?: string;
                    usage?: {
                        name: string;
                        /** @enum {string} */
                        type?: "grant" | "revoke";
                    }[];
                    validator?: string;
                }[];
                icuLocale?: string;
                icuRules?: string;
                isTemplate?: boolean;
                locale?: string;
                localeCType?: string;
                localeCollate?: string;
                localeProvider?: string;
                name: string;
                owner: string;
                schemas?: {
                    /** @enum {string} */
                    ensure?: "present" | "absent";
                    name: string;
                    owner?: string;
                }[];
                servers?: {
                    /** @enum {string} */
                    ensure?: "present" | "absent";
                    fdw: string;
                    name: string;
                    options?: {
                        /** @enum {string} */
                        ensure?: "present" | "absent";
                        name: string;
                        value: string;
                    }[];
                    usage?: {
                        name: string;
                        /** @enum {string} */
                        type?: "grant" | "revoke";
                    }[];
                }[];
                tablespace?: string;
                template?: string;
            };
            status?: {
                applied?: boolean;
                extensions?: {
                    applied: boolean;
                    message?: string;
                    name: string;
                }[];
                fdws?: {
                    applied: boolean;
                    message?: string;
                    name: string;
                }[];
                message?: string;
                /** Format: int64 */
                observedGeneration?: number;
                schemas?: {
                    applied: boolean;
                    message?: string;
                    name: string;
                }[];
                servers?: {
                    applied: boolean;
                    message?: string;
                    name: string;
                }[];
            };
        };
        DatabaseRole: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "DatabaseRole";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                bypassrls?: boolean;
                clientCertificate?: {
                    enabled?: boolean;
                };
                cluster: {
                    name?: string;
                };
                comment?: string;
                /** Format: int64 */
                connectionLimit?: number;
                createdb?: boolean;
                createrole?: boolean;
                /** @enum {string} */
                databaseRoleReclaimPolicy?: "delete" | "retain";
                disablePassword?: boolean;
                /** @enum {string} */
                ensure?: "present" | "absent";
                inRoles?: string[];
                inherit?: boolean;
                login?: boolean;
                name: string;
                passwordSecret?: {
                    name: string;
                };
                replication?: boolean;
                superuser?: boolean;
                /** Format: date-time */
                validUntil?: string;
            };
            status?: {
                applied?: boolean;
                clientCertificate?: {
                    expiration?: string;
                    message?: string;
                };
                conditions?: {
                    /** Format: date-time */
                    lastTransitionTime: string;
                    message: string;
                    /** Format: int64 */
                    observedGeneration?: number;
                    reason: string;
                    /** @enum {string} */
                    status: "True" | "False" | "Unknown";
                    type: string;
                }[];
                message?: string;
                /** Format: int64 */
                observedGeneration?: number;
                secretResourceVersion?: string;
            };
        };
        Deployment: {
            /** @enum {string} */
            apiVersion: "apps/v1";
            /** @enum {string} */
            kind: "Deployment";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["DeploymentSpec"];
            status?: components["schemas"]["DeploymentStatus"];
        };
        DeploymentCondition: {
            lastTransitionTime?: components["schemas"]["Time"];
            lastUpdateTime?: components["schemas"]["Time"];
            message?: string;
            reason?: string;
            status: string;
            type: string;
        };
        DeploymentSpec: {
            /** Format: int32 */
            minReadySeconds?: number;
            paused?: boolean;
            /** Format: int32 */
            progressDeadlineSeconds?: number;
            /** Format: int32 */
            replicas?: number;
            /** Format: int32 */
            revisionHistoryLimit?: number;
            selector: components["schemas"]["LabelSelector"];
            strategy?: components["schemas"]["DeploymentStrategy"];
            template: components["schemas"]["PodTemplateSpec"];
        };
        DeploymentStatus: {
            /** Format: int32 */
            availableReplicas?: number;
            /** Format: int32 */
            collisionCount?: number;
            conditions?: components["schemas"]["DeploymentCondition"][];
            /** Format: int64 */
            observedGeneration?: number;
            /** Format: int32 */
            readyReplicas?: number;
            /** Format: int32 */
            replicas?: number;
            /** Format: int32 */
            terminatingReplicas?: number;
            /** Format: int32 */
            unavailableReplicas?: number;
            /** Format: int32 */
            updatedReplicas?: number;
        };
        DeploymentStrategy: {
            rollingUpdate?: components["schemas"]["RollingUpdateDeployment"];
            type?: string;
        };
        DownwardAPIProjection: {
            items?: components["schemas"]["DownwardAPIVolumeFile"][];
        };
        DownwardAPIVolumeFile: {
            fieldRef?: components["schemas"]["ObjectFieldSelector"];
            /** Format: int32 */
            mode?: number;
            path: string;
            resourceFieldRef?: components["schemas"]["ResourceFieldSelector"];
        };
        DownwardAPIVolumeSource: {
            /** Format: int32 */
            defaultMode?: number;
            items?: components["schemas"]["DownwardAPIVolumeFile"][];
        };
        EmptyDirVolumeSource: {
            medium?: string;
            sizeLimit?: components["schemas"]["Quantity"];
        };
        EnvFromSource: {
            configMapRef?: components["schemas"]["ConfigMapEnvSource"];
            prefix?: string;
            secretRef?: components["schemas"]["SecretEnvSource"];
        };
        EnvVar: {
            name: string;
            value?: string;
            valueFrom?: components["schemas"]["EnvVarSource"];
        };
        EnvVarSource: {
            configMapKeyRef?: components["schemas"]["ConfigMapKeySelector"];
            fieldRef?: components["schemas"]["ObjectFieldSelector"];
            fileKeyRef?: components["schemas"]["FileKeySelector"];
            resourceFieldRef?: components["schemas"]["ResourceFieldSelector"];
            secretKeyRef?: components["schemas"]["SecretKeySelector"];
        };
        EphemeralContainer: {
            args?: string[];
            command?: string[];
            env?: components["schemas"]["EnvVar"][];
            envFrom?: components["schemas"]["EnvFromSource"][];
            image?: string;
            imagePullPolicy?: string;
            lifecycle?: components["schemas"]["Lifecycle"];
            livenessProbe?: components["schemas"]["Probe"];
            name: string;
            ports?: components["schemas"]["ContainerPort"][];
            readinessProbe?: components["schemas"]["Probe"];
            resizePolicy?: components["schemas"]["ContainerResizePolicy"][];
            resources?: components["schemas"]["ResourceRequirements"];
            restartPolicy?: string;
            restartPolicyRules?: components["schemas"]["ContainerRestartRule"][];
            securityContext?: components["schemas"]["SecurityContext"];
            startupProbe?: components["schemas"]["Probe"];
            stdin?: boolean;
            stdinOnce?: boolean;
            targetContainerName?: string;
            terminationMessagePath?: string;
            terminationMessagePolicy?: string;
            tty?: boolean;
            volumeDevices?: components["schemas"]["VolumeDevice"][];
            volumeMounts?: components["schemas"]["VolumeMount"][];
            workingDir?: string;
        };
        EphemeralVolumeSource: {
            volumeClaimTemplate?: components["schemas"]["PersistentVolumeClaimTemplate"];
        };
        ExecAction: {
            command?: string[];
        };
        ExternalMetricSource: {
            metric: components["schemas"]["MetricIdentifier"];
            target: components["schemas"]["MetricTarget"];
        };
        ExternalMetricStatus: {
            current: components["schemas"]["MetricValueStatus"];
            metric: components["schemas"]["MetricIdentifier"];
        };
        FCVolumeSource: {
            fsType?: string;
            /** Format: int32 */
            lun?: number;
            readOnly?: boolean;
            targetWWNs?: string[];
            wwids?: string[];
        };
        FieldsV1: Record<string, never>;
        FileKeySelector: {
            key: string;
            optional?: boolean;
            path: string;
            volumeName: string;
        };
        FlexVolumeSource: {
            driver: string;
            fsType?: string;
            options?: {
                [key: string]: string;
            };
            readOnly?: boolean;
            secretRef?: components["schemas"]["LocalObjectReference"];
        };
        FlockerVolumeSource: {
            datasetName?: string;
            datasetUUID?: string;
        };
        GCEPersistentDiskVolumeSource: {
            fsType?: string;
            /** Format: int32 */
            partition?: number;
            pdName: string;
            readOnly?: boolean;
        };
        GRPCAction: {
            /** Format: int32 */
            port: number;
            service?: string;
        };
        GitRepoVolumeSource: {
            directory?: string;
            repository: string;
            revision?: string;
        };
        GlusterfsVolumeSource: {
            endpoints: string;
            path: string;
            readOnly?: boolean;
        };
        HPAScalingPolicy: {
            /** Format: int32 */
            periodSeconds: number;
            type: string;
            /** Format: int32 */
            value: number;
        };
        HPAScalingRules: {
            policies?: components["schemas"]["HPAScalingPolicy"][];
            selectPolicy?: string;
            /** Format: int32 */
            stabilizationWindowSeconds?: number;
            tolerance?: components["schemas"]["Quantity"];
        };
        HTTPGetAction: {
            host?: string;
            httpHeaders?: components["schemas"]["HTTPHeader"][];
            path?: string;
            port: components["schemas"]["IntOrString"];
            scheme?: string;
        };
        HTTPHeader: {
            name: string;
            value: string;
        };
        HTTPIngressPath: {
            backend: components["schemas"]["IngressBackend"];
            path?: string;
            pathType: string;
        };
        HTTPIngressRuleValue: {
            paths: components["schemas"]["HTTPIngressPath"][];
        };
        HTTPRoute: {
            /** @enum {string} */
            apiVersion: "gateway.networking.k8s.io/v1";
            /** @enum {string} */
            kind: "HTTPRoute";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                hostnames?: string[];
                parentRefs?: {
                    group?: string;
                    kind?: string;
                    name: string;
                    namespace?: string;
                    /** Format: int32 */
                    port?: number;
                    sectionName?: string;
                }[];
                rules?: {
                    backendRefs?: {
                        filters?: {
                            extensionRef?: {
                                group: string;
                                kind: string;
                                name: string;
                            };
                            requestHeaderModifier?: {
                                add?: {
                                    name: string;
                                    value: string;
                                }[];
                                remove?: string[];
                                set?: {
                                    name: string;
                                    value: string;
                                }[];
                            };
                            requestMirror?: {
                                backendRef: {
                                    group?: string;
                                    kind?: string;
                                    name: string;
                                    namespace?: string;
                                    /** Format: int32 */
                                    port?: number;
                                };
                                fraction?: {
                                    /** Format: int32 */
                                    denominator?: number;
                                    /** Format: int32 */
                                    numerator: number;
                                };
                                /** Format: int32 */
                                percent?: number;
                            };
                            requestRedirect?: {
                                hostname?: string;
                                path?: {
                                    replaceFullPath?: string;
                                    replacePrefixMatch?: string;
                                    /** @enum {string} */
                                    type: "ReplaceFullPath" | "ReplacePrefixMatch";
                                };
                                /** Format: int32 */
                                port?: number;
                                /** @enum {string} */
                                scheme?: "http" | "https";
                                /** @enum {integer} */
                                statusCode?: 301 | 302;
                            };
                            responseHeaderModifier?: {
                                add?: {
                                    name: string;
                                    value: string;
                                }[];
                                remove?: string[];
                                set?: {
                                    name: string;
                                    value: string;
                                }[];
                            };
                            /** @enum {string} */
                            type: "RequestHeaderModifier" | "ResponseHeaderModifier" | "RequestMirror" | "RequestRedirect" | "URLRewrite" | "ExtensionRef";
                            urlRewrite?: {
                                hostname?: string;
                                path?: {
                                    replaceFullPath?: string;
                                    replacePrefixMatch?: string;
                                    /** @enum {string} */
                                    type: "ReplaceFullPath" | "ReplacePrefixMatch";
                                };
                            };
                        }[];
                        group?: string;
                        kind?: string;
                        name: string;
                        namespace?: string;
                        /** Format: int32 */
                        port?: number;
                        /** Format: int32 */
                        weight?: number;
                    }[];
                    filters?: {
                        extensionRef?: {
                            group: string;
                            kind: string;
                            name: string;
                        };
                        requestHeaderModifier?: {
                            add?: {
                                name: string;
                                value: string;
                            }[];
                            remove?: string[];
                            set?: {
                                name: string;
                                value: string;
                            }[];
                        };
                        requestMirror?: {
                            backendRef: {
                                group?: string;
                                kind?: string;
                                name: string;
                                namespace?: string;
                                /** Format: int32 */
                                port?: number;
                            };
                            fraction?: {
                                /** Format: int32 */
                                denominator?: number;
                                /** Format: int32 */
                                numerator: number;
                            };
                            /** Format: int32 */
                            percent?: number;
                        };
                        requestRedirect?: {
                            hostname?: string;
                            path?: {
                                replaceFullPath?: string;
                                replacePrefixMatch?: string;
                                /** @enum {string} */
                                type: "ReplaceFullPath" | "ReplacePrefixMatch";
                            };
                            /** Format: int32 */
                            port?: number;
                            /** @enum {string} */
                            scheme?: "http" | "https";
                            /** @enum {integer} */
                            statusCode?: 301 | 302;
                        };
                        responseHeaderModifier?: {
                            add?: {
                                name: string;
                                value: string;
                            }[];
                            remove?: string[];
                            set?: {
                                name: string;
                                value: string;
                            }[];
                        };
                        /** @enum {string} */
                        type: "RequestHeaderModifier" | "ResponseHeaderModifier" | "RequestMirror" | "RequestRedirect" | "URLRewrite" | "ExtensionRef";
                        urlRewrite?: {
                            hostname?: string;
                            path?: {
                                replaceFullPath?: string;
                                replacePrefixMatch?: string;
                                /** @enum {string} */
                                type: "ReplaceFullPath" | "ReplacePrefixMatch";
                            };
                        };
                    }[];
                    matches?: {
                        headers?: {
                            name: string;
                            /** @enum {string} */
                            type?: "Exact" | "RegularExpression";
                            value: string;
                        }[];
                        /** @enum {string} */
                        method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH";
                        path?: {
                            /** @enum {string} */
                            type?: "Exact" | "PathPrefix" | "RegularExpression";
                            value?: string;
                        };
                        queryParams?: {
                            name: string;
                            /** @enum {string} */
                            type?: "Exact" | "RegularExpression";
                            value: string;
                        }[];
                    }[];
                    name?: string;
                    timeouts?: {
                        backendRequest?: string;
                        request?: string;
                    };
                }[];
            };
            status?: {
                parents: {
                    conditions: {
                        /** Format: date-time */
                        lastTransitionTime: string;
                        message: string;
                        /** Format: int64 */
                        observedGeneration?: number;
                        reason: string;
                        /** @enum {string} */
                        status: "True" | "False" | "Unknown";
                        type: string;
                    }[];
                    controllerName: string;
                    parentRef: {
                        group?: string;
                        kind?: string;
                        name: string;
                        namespace?: string;
                        /** Format: int32 */
                        port?: number;
                        sectionName?: string;
                    };
                }[];
            };
        };
        HorizontalPodAutoscaler: {
            /** @enum {string} */
            apiVersion: "autoscaling/v2";
            /** @enum {string} */
            kind: "HorizontalPodAutoscaler";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["HorizontalPodAutoscalerSpec"];
            status?: components["schemas"]["HorizontalPodAutoscalerStatus"];
        };
        HorizontalPodAutoscalerBehavior: {
            scaleDown?: components["schemas"]["HPAScalingRules"];
            scaleUp?: components["schemas"]["HPAScalingRules"];
        };
        HorizontalPodAutoscalerCondition: {
            lastTransitionTime?: components["schemas"]["Time"];
            message?: string;
            reason?: string;
            status: string;
            type: string;
        };
        HorizontalPodAutoscalerSpec: {
            behavior?: components["schemas"]["HorizontalPodAutoscalerBehavior"];
            /** Format: int32 */
            maxReplicas: number;
            metrics?: components["schemas"]["MetricSpec"][];
            /** Format: int32 */
            minReplicas?: number;
            scaleTargetRef: components["schemas"]["CrossVersionObjectReference"];
        };
        HorizontalPodAutoscalerStatus: {
            conditions?: components["schemas"]["HorizontalPodAutoscalerCondition"][];
            currentMetrics?: components["schemas"]["MetricStatus"][];
            /** Format: int32 */
            currentReplicas?: number;
            /** Format: int32 */
            desiredReplicas: number;
            lastScaleTime?: components["schemas"]["Time"];
            /** Format: int64 */
            observedGeneration?: number;
        };
        HostAlias: {
            hostnames?: string[];
            ip: string;
        };
        HostPathVolumeSource: {
            path: string;
            type?: string;
        };
        IPBlock: {
            cidr: string;
            except?: string[];
        };
        ISCSIVolumeSource: {
            chapAuthDiscovery?: boolean;
            chapAuthSession?: boolean;
            fsType?: string;
            initiatorName?: string;
            iqn: string;
            iscsiInterface?: string;
            /** Format: int32 */
            lun: number;
            portals?: string[];
            readOnly?: boolean;
            secretRef?: components["schemas"]["LocalObjectReference"];
            targetPortal: string;
        };
        ImageVolumeSource: {
            pullPolicy?: string;
            reference?: string;
        };
        Ingress: {
            /** @enum {string} */
            apiVersion: "networking.k8s.io/v1";
            /** @enum {string} */
            kind: "Ingress";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["IngressSpec"];
            status?: components["schemas"]["IngressStatus"];
        };
        IngressBackend: {
            resource?: components["schemas"]["TypedLocalObjectReference"];
            service?: components["schemas"]["IngressServiceBackend"];
        };
        IngressLoadBalancerIngress: {
            hostname?: string;
            ip?: string;
            ports?: components["schemas"]["IngressPortStatus"][];
        };
        IngressLoadBalancerStatus: {
            ingress?: components["schemas"]["IngressLoadBalancerIngress"][];
        };
        IngressPortStatus: {
            error?: string;
            /** Format: int32 */
            port: number;
            protocol: string;
        };
        IngressRule: {
            host?: string;
            http?: components["schemas"]["HTTPIngressRuleValue"];
        };
        IngressServiceBackend: {
            name: string;
            port?: components["schemas"]["ServiceBackendPort"];
        };
        IngressSpec: {
            defaultBackend?: components["schemas"]["IngressBackend"];
            ingressClassName?: string;
            rules?: components["schemas"]["IngressRule"][];
            tls?: components["schemas"]["IngressTLS"][];
        };
        IngressStatus: {
            loadBalancer?: components["schemas"]["IngressLoadBalancerStatus"];
        };
        IngressTLS: {
            hosts?: string[];
            secretName?: string;
        };
        /** Format: int-or-string */
        IntOrString: number | string;
        Job: {
            /** @enum {string} */
            apiVersion: "batch/v1";
            /** @enum {string} */
            kind: "Job";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["JobSpec"];
            status?: components["schemas"]["JobStatus"];
        };
        JobCondition: {
            lastProbeTime?: components["schemas"]["Time"];
            lastTransitionTime?: components["schemas"]["Time"];
            message?: string;
            reason?: string;
            status: string;
            type: string;
        };
        JobSpec: {
            /** Format: int64 */
            activeDeadlineSeconds?: number;
            /** Format: int32 */
            backoffLimit?: number;
            /** Format: int32 */
            backoffLimitPerIndex?: number;
            completionMode?: string;
            /** Format: int32 */
            completions?: number;
            managedBy?: string;
            manualSelector?: boolean;
            /** Format: int32 */
            maxFailedIndexes?: number;
            /** Format: int32 */
            parallelism?: number;
            podFailurePolicy?: components["schemas"]["PodFailurePolicy"];
            podReplacementPolicy?: string;
            selector?: components["schemas"]["LabelSelector"];
            successPolicy?: components["schemas"]["SuccessPolicy"];
            suspend?: boolean;
            template: components["schemas"]["PodTemplateSpec"];
            /** Format: int32 */
            ttlSecondsAfterFinished?: number;
        };
        JobStatus: {
            /** Format: int32 */
            active?: number;
            completedIndexes?: string;
            completionTime?: components["schemas"]["Time"];
            conditions?: components["schemas"]["JobCondition"][];
            /** Format: int32 */
            failed?: number;
            failedIndexes?: string;
            /** Format: int32 */
            ready?: number;
            startTime?: components["schemas"]["Time"];
            /** Format: int32 */
            succeeded?: number;
            /** Format: int32 */
            terminating?: number;
            uncountedTerminatedPods?: components["schemas"]["UncountedTerminatedPods"];
        };
        KeyToPath: {
            key: string;
            /** Format: int32 */
            mode?: number;
            path: string;
        };
        LabelSelector: {
            matchExpressions?: components["schemas"]["LabelSelectorRequirement"][];
            matchLabels?: {
                [key: string]: string;
            };
        };
        LabelSelectorRequirement: {
            key: string;
            operator: string;
            values?: string[];
        };
        Lifecycle: {
            postStart?: components["schemas"]["LifecycleHandler"];
            preStop?: components["schemas"]["LifecycleHandler"];
            stopSignal?: string;
        };
        LifecycleHandler: {
            exec?: components["schemas"]["ExecAction"];
            httpGet?: components["schemas"]["HTTPGetAction"];
            sleep?: components["schemas"]["SleepAction"];
            tcpSocket?: components["schemas"]["TCPSocketAction"];
        };
        LimitRange: {
            /** @enum {string} */
            apiVersion: "v1";
            /** @enum {string} */
            kind: "LimitRange";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["LimitRangeSpec"];
        };
        LimitRangeItem: {
            default?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            defaultRequest?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            max?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            maxLimitRequestRatio?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            min?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            type: string;
        };
        LimitRangeSpec: {
            limits: components["schemas"]["LimitRangeItem"][];
        };
        LoadBalancerIngress: {
            hostname?: string;
            ip?: string;
            ipMode?: string;
            ports?: components["schemas"]["PortStatus"][];
        };
        LoadBalancerStatus: {
            ingress?: components["schemas"]["LoadBalancerIngress"][];
        };
        LocalObjectReference: {
            name?: string;
        };
        ManagedFieldsEntry: {
            apiVersion?: string;
            fieldsType?: string;
            fieldsV1?: components["schemas"]["FieldsV1"];
            manager?: string;
            operation?: string;
            subresource?: string;
            time?: components["schemas"]["Time"];
        };
        MetricIdentifier: {
            name: string;
            selector?: components["schemas"]["LabelSelector"];
        };
        MetricSpec: {
            containerResource?: components["schemas"]["ContainerResourceMetricSource"];
            external?: components["schemas"]["ExternalMetricSource"];
            object?: components["schemas"]["ObjectMetricSource"];
            pods?: components["schemas"]["PodsMetricSource"];
            resource?: components["schemas"]["ResourceMetricSource"];
            type: string;
        };
        MetricStatus: {
            containerResource?: components["schemas"]["ContainerResourceMetricStatus"];
            external?: components["schemas"]["ExternalMetricStatus"];
            object?: components["schemas"]["ObjectMetricStatus"];
            pods?: components["schemas"]["PodsMetricStatus"];
            resource?: components["schemas"]["ResourceMetricStatus"];
            type: string;
        };
        MetricTarget: {
            /** Format: int32 */
            averageUtilization?: number;
            averageValue?: components["schemas"]["Quantity"];
            type: string;
            value?: components["schemas"]["Quantity"];
        };
        MetricValueStatus: {
            /** Format: int32 */
            averageUtilization?: number;
            averageValue?: components["schemas"]["Quantity"];
            value?: components["schemas"]["Quantity"];
        };
        NFSVolumeSource: {
            path: string;
            readOnly?: boolean;
            server: string;
        };
        Namespace: {
            /** @enum {string} */
            apiVersion: "v1";
            /** @enum {string} */
            kind: "Namespace";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["NamespaceSpec"];
            status?: components["schemas"]["NamespaceStatus"];
        };
        NamespaceCondition: {
            lastTransitionTime?: components["schemas"]["Time"];
            message?: string;
            reason?: string;
            status: string;
            type: string;
        };
        NamespaceSpec: {
            finalizers?: string[];
        };
        NamespaceStatus: {
            conditions?: components["schemas"]["NamespaceCondition"][];
            phase?: string;
        };
        NetworkPolicy: {
            /** @enum {string} */
            apiVersion: "networking.k8s.io/v1";
            /** @enum {string} */
            kind: "NetworkPolicy";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["NetworkPolicySpec"];
        };
        NetworkPolicyEgressRule: {
            ports?: components["schemas"]["NetworkPolicyPort"][];
            to?: components["schemas"]["NetworkPolicyPeer"][];
        };
        NetworkPolicyIngressRule: {
            from?: components["schemas"]["NetworkPolicyPeer"][];
            ports?: components["schemas"]["NetworkPolicyPort"][];
        };
        NetworkPolicyPeer: {
            ipBlock?: components["schemas"]["IPBlock"];
            namespaceSelector?: components["schemas"]["LabelSelector"];
            podSelector?: components["schemas"]["LabelSelector"];
        };
        NetworkPolicyPort: {
            /** Format: int32 */
            endPort?: number;
            port?: components["schemas"]["IntOrString"];
            protocol?: string;
        };
        NetworkPolicySpec: {
            egress?: components["schemas"]["NetworkPolicyEgressRule"][];
            ingress?: components["schemas"]["NetworkPolicyIngressRule"][];
            podSelector?: components["schemas"]["LabelSelector"];
            policyTypes?: string[];
        };
        NodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution?: components["schemas"]["PreferredSchedulingTerm"][];
            requiredDuringSchedulingIgnoredDuringExecution?: components["schemas"]["NodeSelector"];
        };
        NodeSelector: {
            nodeSelectorTerms: components["schemas"]["NodeSelectorTerm"][];
        };
        NodeSelectorRequirement: {
            key: string;
            operator: string;
            values?: string[];
        };
        NodeSelectorTerm: {
            matchExpressions?: components["schemas"]["NodeSelectorRequirement"][];
            matchFields?: components["schemas"]["NodeSelectorRequirement"][];
        };
        ObjectFieldSelector: {
            apiVersion?: string;
            fieldPath: string;
        };
        ObjectMeta: {
            annotations?: {
                [key: string]: string;
            };
            creationTimestamp?: components["schemas"]["Time"];
            /** Format: int64 */
            deletionGracePeriodSeconds?: number;
            deletionTimestamp?: components["schemas"]["Time"];
            finalizers?: string[];
            generateName?: string;
            /** Format: int64 */
            generation?: number;
            labels?: {
                [key: string]: string;
            };
            managedFields?: components["schemas"]["ManagedFieldsEntry"][];
            name?: string;
            namespace?: string;
            ownerReferences?: components["schemas"]["OwnerReference"][];
            resourceVersion?: string;
            selfLink?: string;
            uid?: string;
        };
        ObjectMetricSource: {
            describedObject: components["schemas"]["CrossVersionObjectReference"];
            metric: components["schemas"]["MetricIdentifier"];
            target: components["schemas"]["MetricTarget"];
        };
        ObjectMetricStatus: {
            current: components["schemas"]["MetricValueStatus"];
            describedObject: components["schemas"]["CrossVersionObjectReference"];
            metric: components["schemas"]["MetricIdentifier"];
        };
        ObjectReference: {
            apiVersion?: string;
            fieldPath?: string;
            kind?: string;
            name?: string;
            namespace?: string;
            resourceVersion?: string;
            uid?: string;
        };
        ObjectStore: {
            /** @enum {string} */
            apiVersion: "barmancloud.cnpg.io/v1";
            /** @enum {string} */
            kind: "ObjectStore";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                configuration: {
                    azureCredentials?: {
                        connectionString?: {
                            key: string;
                            name: string;
                        };
                        inheritFromAzureAD?: boolean;
                        storageAccount?: {
                            key: string;
                            name: string;
                        };
                        storageKey?: {
                            key: string;
                            name: string;
                        };
                        storageSasToken?: {
                            key: string;
                            name: string;
                        };
                        useDefaultAzureCredentials?: boolean;
                    };
                    data?: {
                        additionalCommandArgs?: string[];
                        /** @enum {string} */
                        compression?: "bzip2" | "gzip" | "lz4" | "snappy";
                        /** @enum {string} */
                        encryption?: "AES256" | "aws:kms";
                        immediateCheckpoint?: boolean;
                        /** Format: int32 */
                        jobs?: number;
                        restoreAdditionalCommandArgs?: string[];
                    };
                    destinationPath: string;
                    endpointCA?: {
                        key: string;
                        name: string;
                    };
                    endpointURL?: string;
                    googleCredentials?: {
                        applicationCredentials?: {
                            key: string;
                            name: string;
                        };
                        gkeEnvironment?: boolean;
                    };
                    historyTags?: {
                        [key: string]: string;
                    };
                    s3Credentials?: {
                        accessKeyId?: {
                            key: string;
                            name: string;
                        };
                        inheritFromIAMRole?: boolean;
                        region?: {
                            key: string;
                            name: string;
                        };
                        secretAccessKey?: {
                            key: string;
                            name: string;
                        };
                        sessionToken?: {
                            key: string;
                            name: string;
                        };
                    };
                    serverName?: string;
                    tags?: {
                        [key: string]: string;
                    };
                    wal?: {
                        archiveAdditionalCommandArgs?: string[];
                        /** @enum {string} */
                        compression?: "bzip2" | "gzip" | "lz4" | "snappy" | "xz" | "zstd";
                        /** @enum {string} */
                        encryption?: "AES256" | "aws:kms";
                        maxParallel?: number;
                        restoreAdditionalCommandArgs?: string[];
                    };
                };
                instanceSidecarConfiguration?: {
                    additionalContainerArgs?: string[];
                    env?: {
                        name: string;
                        value?: string;
                        valueFrom?: {
                            configMapKeyRef?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            fieldRef?: {
                                apiVersion?: string;
                                fieldPath: string;
                            };
                            fileKeyRef?: {
                                key: string;
                                optional?: boolean;
                                path: string;
                                volumeName: string;
                            };
                            resourceFieldRef?: {
                                containerName?: string;
                                divisor?: number | string;
                                resource: string;
                            };
                            secretKeyRef?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                    }[];
                    /** @enum {string} */
                    logLevel?: "error" | "warning" | "info" | "debug" | "trace";
                    resources?: {
                        claims?: {
                            name: string;
                            request?: string;
                        }[];
                        limits?: {
                            [key: string]: number | string;
                        };
                        requests?: {
                            [key: string]: number | string;
                        };
                    };
                    retentionPolicyIntervalSeconds?: number;
                };
                retentionPolicy?: string;
            };
            status?: {
                serverRecoveryWindow?: {
                    [key: string]: {
                        /** Format: date-time */
                        firstRecoverabilityPoint?: string;
                        /** Format: date-time */
                        lastFailedBackupTime?: string;
                        /** Format: date-time */
                        lastSuccessfulBackupTime?: string;
                    };
                };
            };
        };
        OwnerReference: {
            apiVersion: string;
            blockOwnerDeletion?: boolean;
            controller?: boolean;
            kind: string;
            name: string;
            uid: string;
        };
        PersistentVolumeClaimSpec: {
            accessModes?: string[];
            dataSource?: components["schemas"]["TypedLocalObjectReference"];
            dataSourceRef?: components["schemas"]["TypedObjectReference"];
            resources?: components["schemas"]["VolumeResourceRequirements"];
            selector?: components["schemas"]["LabelSelector"];
            storageClassName?: string;
            volumeAttributesClassName?: string;
            volumeMode?: string;
            volumeName?: string;
        };
        PersistentVolumeClaimTemplate: {
            metadata?: components["schemas"]["ObjectMeta"];
            spec: components["schemas"]["PersistentVolumeClaimSpec"];
        };
        PersistentVolumeClaimVolumeSource: {
            claimName: string;
            readOnly?: boolean;
        };
        PhotonPersistentDiskVolumeSource: {
            fsType?: string;
            pdID: string;
        };
        PodAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution?: components["schemas"]["WeightedPodAffinityTerm"][];
            requiredDuringSchedulingIgnoredDuringExecution?: components["schemas"]["PodAffinityTerm"][];
        };
        PodAffinityTerm: {
            labelSelector?: components["schemas"]["LabelSelector"];
            matchLabelKeys?: string[];
            mismatchLabelKeys?: string[];
            namespaceSelector?: components["schemas"]["LabelSelector"];
            namespaces?: string[];
            topologyKey: string;
        };
        PodAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution?: components["schemas"]["WeightedPodAffinityTerm"][];
            requiredDuringSchedulingIgnoredDuringExecution?: components["schemas"]["PodAffinityTerm"][];
        };
        PodCertificateProjection: {
            certificateChainPath?: string;
            credentialBundlePath?: string;
            keyPath?: string;
            keyType: string;
            /** Format: int32 */
            maxExpirationSeconds?: number;
            signerName: string;
            userAnnotations?: {
                [key: string]: string;
            };
        };
        PodDNSConfig: {
            nameservers?: string[];
            options?: components["schemas"]["PodDNSConfigOption"][];
            searches?: string[];
        };
        PodDNSConfigOption: {
            name?: string;
            value?: string;
        };
        PodDisruptionBudget: {
            /** @enum {string} */
            apiVersion: "policy/v1";
            /** @enum {string} */
            kind: "PodDisruptionBudget";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["PodDisruptionBudgetSpec"];
            status?: components["schemas"]["PodDisruptionBudgetStatus"];
        };
        PodDisruptionBudgetSpec: {
            maxUnavailable?: components["schemas"]["IntOrString"];
            minAvailable?: components["schemas"]["IntOrString"];
            selector?: components["schemas"]["LabelSelector"];
            unhealthyPodEvictionPolicy?: string;
        };
        PodDisruptionBudgetStatus: {
            conditions?: components["schemas"]["Condition"][];
            /** Format: int32 */
            currentHealthy: number;
            /** Format: int32 */
            desiredHealthy: number;
            disruptedPods?: {
                [key: string]: components["schemas"]["Time"];
            };
            /** Format: int32 */
            disruptionsAllowed: number;
            /** Format: int32 */
            expectedPods: number;
            /** Format: int64 */
            observedGeneration?: number;
        };
        PodFailurePolicy: {
            rules: components["schemas"]["PodFailurePolicyRule"][];
        };
        PodFailurePolicyOnExitCodesRequirement: {
            containerName?: string;
            operator: string;
            values: number[];
        };
        PodFailurePolicyOnPodConditionsPattern: {
            status?: string;
            type: string;
        };
        PodFailurePolicyRule: {
            action: string;
            onExitCodes?: components["schemas"]["PodFailurePolicyOnExitCodesRequirement"];
            onPodConditions?: components["schemas"]["PodFailurePolicyOnPodConditionsPattern"][];
        };
        PodMonitor: {
            /** @enum {string} */
            apiVersion: "monitoring.coreos.com/v1";
            /** @enum {string} */
            kind: "PodMonitor";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                attachMetadata?: {
                    node?: boolean;
                };
                bodySizeLimit?: string;
                convertClassicHistogramsToNHCB?: boolean;
                /** @enum {string} */
                fallbackScrapeProtocol?: "PrometheusProto" | "OpenMetricsText0.0.1" | "OpenMetricsText1.0.0" | "PrometheusText0.0.4" | "PrometheusText1.0.0";
                jobLabel?: string;
                /** Format: int64 */
                keepDroppedTargets?: number;
                /** Format: int64 */
                labelLimit?: number;
                /** Format: int64 */
                labelNameLengthLimit?: number;
                /** Format: int64 */
                labelValueLengthLimit?: number;
                namespaceSelector?: {
                    any?: boolean;
                    matchNames?: string[];
                };
                /** Format: int64 */
                nativeHistogramBucketLimit?: number;
                nativeHistogramMinBucketFactor?: number | string;
                podMetricsEndpoints?: {
                    authorization?: {
                        credentials?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        type?: string;
                    };
                    basicAuth?: {
                        password?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        username?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                    };
                    bearerTokenSecret?: {
                        key: string;
                        name?: string;
                        optional?: boolean;
                    };
                    enableHttp2?: boolean;
                    filterRunning?: boolean;
                    followRedirects?: boolean;
                    honorLabels?: boolean;
                    honorTimestamps?: boolean;
                    interval?: string;
                    metricRelabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    noProxy?: string;
                    oauth2?: {
                        clientId: {
                            configMap?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            secret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                        clientSecret: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        endpointParams?: {
                            [key: string]: string;
                        };
                        noProxy?: string;
                        proxyConnectHeader?: {
                            [key: string]: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            }[];
                        };
                        proxyFromEnvironment?: boolean;
                        proxyUrl?: string;
                        scopes?: string[];
                        tlsConfig?: {
                            ca?: {
                                configMap?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                                secret?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                            };
                            cert?: {
                                configMap?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                                secret?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                            };
                            insecureSkipVerify?: boolean;
                            keySecret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            /** @enum {string} */
                            maxVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                            /** @enum {string} */
                            minVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                            serverName?: string;
                        };
                        tokenUrl: string;
                    };
                    params?: {
                        [key: string]: string[];
                    };
                    path?: string;
                    port?: string;
                    /** Format: int32 */
                    portNumber?: number;
                    proxyConnectHeader?: {
                        [key: string]: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        }[];
                    };
                    proxyFromEnvironment?: boolean;
                    proxyUrl?: string;
                    relabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    /** @enum {string} */
                    scheme?: "http" | "https";
                    scrapeTimeout?: string;
                    targetPort?: number | string;
                    tlsConfig?: {
                        ca?: {
                            configMap?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            secret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                        cert?: {
                            configMap?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            secret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                        insecureSkipVerify?: boolean;
                        keySecret?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        /** @enum {string} */
                        maxVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                        /** @enum {string} */
                        minVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                        serverName?: string;
                    };
                    trackTimestampsStaleness?: boolean;
                }[];
                podTargetLabels?: string[];
                /** Format: int64 */
                sampleLimit?: number;
                scrapeClass?: string;
                scrapeClassicHistograms?: boolean;
                scrapeProtocols?: ("PrometheusProto" | "OpenMetricsText0.0.1" | "OpenMetricsText1.0.0" | "PrometheusText0.0.4" | "PrometheusText1.0.0")[];
                selector: {
                    matchExpressions?: {
                        key: string;
                        operator: string;
                        values?: string[];
                    }[];
                    matchLabels?: {
                        [key: string]: string;
                    };
                };
                /** @enum {string} */
                selectorMechanism?: "RelabelConfig" | "RoleSelector";
                /** Format: int64 */
                targetLimit?: number;
            };
        };
        PodOS: {
            name: string;
        };
        PodReadinessGate: {
            conditionType: string;
        };
        PodResourceClaim: {
            name: string;
            resourceClaimName?: string;
            resourceClaimTemplateName?: string;
        };
        PodSchedulingGate: {
            name: string;
        };
        PodSecurityContext: {
            appArmorProfile?: components["schemas"]["AppArmorProfile"];
            /** Format: int64 */
            fsGroup?: number;
            fsGroupChangePolicy?: string;
            /** Format: int64 */
            runAsGroup?: number;
            runAsNonRoot?: boolean;
            /** Format: int64 */
            runAsUser?: number;
            seLinuxChangePolicy?: string;
            seLinuxOptions?: components["schemas"]["SELinuxOptions"];
            seccompProfile?: components["schemas"]["SeccompProfile"];
            supplementalGroups?: number[];
            supplementalGroupsPolicy?: string;
            sysctls?: components["schemas"]["Sysctl"][];
            windowsOptions?: components["schemas"]["WindowsSecurityContextOptions"];
        };
        PodSpec: {
            /** Format: int64 */
            activeDeadlineSeconds?: number;
            affinity?: components["schemas"]["Affinity"];
            automountServiceAccountToken?: boolean;
            containers: components["schemas"]["Container"][];
            dnsConfig?: components["schemas"]["PodDNSConfig"];
            dnsPolicy?: string;
            enableServiceLinks?: boolean;
            ephemeralContainers?: components["schemas"]["EphemeralContainer"][];
            hostAliases?: components["schemas"]["HostAlias"][];
            hostIPC?: boolean;
            hostNetwork?: boolean;
            hostPID?: boolean;
            hostUsers?: boolean;
            hostname?: string;
            hostnameOverride?: string;
            imagePullSecrets?: components["schemas"]["LocalObjectReference"][];
            initContainers?: components["schemas"]["Container"][];
            nodeName?: string;
            nodeSelector?: {
                [key: string]: string;
            };
            os?: components["schemas"]["PodOS"];
            overhead?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            preemptionPolicy?: string;
            /** Format: int32 */
            priority?: number;
            priorityClassName?: string;
            readinessGates?: components["schemas"]["PodReadinessGate"][];
            resourceClaims?: components["schemas"]["PodResourceClaim"][];
            resources?: components["schemas"]["ResourceRequirements"];
            restartPolicy?: string;
            runtimeClassName?: string;
            schedulerName?: string;
            schedulingGates?: components["schemas"]["PodSchedulingGate"][];
            securityContext?: components["schemas"]["PodSecurityContext"];
            serviceAccount?: string;
            serviceAccountName?: string;
            setHostnameAsFQDN?: boolean;
            shareProcessNamespace?: boolean;
            subdomain?: string;
            /** Format: int64 */
            terminationGracePeriodSeconds?: number;
            tolerations?: components["schemas"]["Toleration"][];
            topologySpreadConstraints?: components["schemas"]["TopologySpreadConstraint"][];
            volumes?: components["schemas"]["Volume"][];
            workloadRef?: components["schemas"]["WorkloadReference"];
        };
        PodTemplateSpec: {
            metadata?: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["PodSpec"];
        };
        PodsMetricSource: {
            metric: components["schemas"]["MetricIdentifier"];
            target: components["schemas"]["MetricTarget"];
        };
        PodsMetricStatus: {
            current: components["schemas"]["MetricValueStatus"];
            metric: components["schemas"]["MetricIdentifier"];
        };
        PolicyRule: {
            apiGroups?: string[];
            nonResourceURLs?: string[];
            resourceNames?: string[];
            resources?: string[];
            verbs: string[];
        };
        Pooler: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "Pooler";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                cluster: {
                    name: string;
                };
                deploymentStrategy?: {
                    rollingUpdate?: {
                        maxSurge?: number | string;
                        maxUnavailable?: number | string;
                    };
                    type?: string;
                };
                /** Format: int32 */
                instances?: number;
                monitoring?: {
                    enablePodMonitor?: boolean;
                    podMonitorMetricRelabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    podMonitorRelabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    tls?: {
                        enabled?: boolean;
                    };
                };
                pgbouncer: {
                    authQuery?: string;
                    authQuerySecret?: {
                        name: string;
                    };
                    clientCASecret?: {
                        name: string;
                    };
                    clientTLSSecret?: {
                        name: string;
                    };
                    image?: string;
                    imageCatalogRef?: {
                        apiGroup?: string;
                        key: string;
                        kind: string;
                        name: string;
                    };
                    parameters?: {
                        [key: string]: string;
                    };
                    paused?: boolean;
                    pg_hba?: string[];
                    /** @enum {string} */
                    poolMode?: "session" | "transaction";
                    serverCASecret?: {
                        name: string;
                    };
                    serverTLSSecret?: {
                        name: string;
                    };
                };
                serviceAccountName?: string;
                serviceTemplate?: {
                    metadata?: {
                        annotations?: {
                            [key: string]: string;
                        };
                        labels?: {
                            [key: string]: string;
                        };
                        name?: string;
                    };
                    spec?: {
                        allocateLoadBalancerNodePorts?: boolean;
                        clusterIP?: string;
                        clusterIPs?: string[];
                        externalIPs?: string[];
                        externalName?: string;
                        externalTrafficPolicy?: string;
                        /** Format: int32 */
                        healthCheckNodePort?: number;
                        internalTrafficPolicy?: string;
                        ipFamilies?: string[];
                        ipFamilyPolicy?: string;
                        loadBalancerClass?: string;
                        loadBalancerIP?: string;
                        loadBalancerSourceRanges?: string[];
                        ports?: {
                            appProtocol?: string;
                            name?: string;
                            /** Format: int32 */
                            nodePort?: number;
                            /** Format: int32 */
                            port: number;
                            protocol?: string;
                            targetPort?: number | string;
                        }[];
                        publishNotReadyAddresses?: boolean;
                        selector?: {
                            [key: string]: string;
                        };
                        sessionAffinity?: string;
                        sessionAffinityConfig?: {
                            clientIP?: {
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                        };
                        trafficDistribution?: string;
                        type?: string;
                    };
                };
                template?: {
                    metadata?: {
                        annotations?: {
                            [key: string]: string;
                        };
                        labels?: {
                            [key: string]: string;
                        };
                        name?: string;
                    };
                    spec?: {
                        /** Format: int64 */
                        activeDeadlineSeconds?: number;
                        affinity?: {
                            nodeAffinity?: {
                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                    preference: {
                                        matchExpressions?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                        matchFields?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                    };
                                    /** Format: int32 */
                                    weight: number;
                                }[];
                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                    nodeSelectorTerms: {
                                        matchExpressions?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                        matchFields?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                    }[];
                                };
                            };
                            podAffinity?: {
                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                    podAffinityTerm: {
                                        labelSelector?: {
                                            matchExpressions?: {
                                                key: string;
                                                operator: string;
                                                values?: string[];
                                            }[];
                                            matchLabels?: {
                                                [key: string]: string;
                                            };
                                        };
                                        matchLabelKeys?: string[];
                                        mismatchLabelKeys?: string[];
                                        namespaceSelector?: {
                                            matchExpressions?: {
                                                key: string;
                                                operator: string;
                                                values?: string[];
                                            }[];
                                            matchLabels?: {
                                                [key: string]: string;
                                            };
                                        };
                                        namespaces?: string[];
                                        topologyKey: string;
                                    };
                                    /** Format: int32 */
                                    weight: number;
                                }[];
                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                    labelSelector?: {
                                        matchExpressions?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                        matchLabels?: {
                                            [key: string]: string;
                                        };
                                    };
                                    matchLabelKeys?: string[];
                                    mismatchLabelKeys?: string[];
                                    namespaceSelector?: {
                                        matchExpressions?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                        matchLabels?: {
                                            [key: string]: string;
                                        };
                                    };
                                    namespaces?: string[];
                                    topologyKey: string;
                                }[];
                            };
                            podAntiAffinity?: {
                                preferredDuringSchedulingIgnoredDuringExecution?: {
                                    podAffinityTerm: {
                                        labelSelector?: {
                                            matchExpressions?: {
                                                key: string;
                                                operator: string;
                                                values?: string[];
                                            }[];
                                            matchLabels?: {
                                                [key: string]: string;
                                            };
                                        };
                                        matchLabelKeys?: string[];
                                        mismatchLabelKeys?: string[];
                                        namespaceSelector?: {
                                            matchExpressions?: {
                                                key: string;
                                                operator: string;
                                                values?: string[];
                                            }[];
                                            matchLabels?: {
                                                [key: string]: string;
                                            };
                                        };
                                        namespaces?: string[];
                                        topologyKey: string;
                                    };
                                    /** Format: int32 */
                                    weight: number;
                                }[];
                                requiredDuringSchedulingIgnoredDuringExecution?: {
                                    labelSelector?: {
                                        matchExpressions?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                        matchLabels?: {
                                            [key: string]: string;
                                        };
                                    };
                                    matchLabelKeys?: string[];
                                    mismatchLabelKeys?: string[];
                                    namespaceSelector?: {
                                        matchExpressions?: {
                                            key: string;
                                            operator: string;
                                            values?: string[];
                                        }[];
                                        matchLabels?: {
                                            [key: string]: string;
                                        };
                                    };
                                    namespaces?: string[];
                                    topologyKey: string;
                                }[];
                            };
                        };
                        automountServiceAccountToken?: boolean;
                        containers: {
                            args?: string[];
                            command?: string[];
                            env?: {
                                name: string;
                                value?: string;
                                valueFrom?: {
                                    configMapKeyRef?: {
                                        key: string;
                                        name?: string;
                                        optional?: boolean;
                                    };
                                    fieldRef?: {
                                        apiVersion?: string;
                                        fieldPath: string;
                                    };
                                    fileKeyRef?: {
                                        key: string;
                                        optional?: boolean;
                                        path: string;
                                        volumeName: string;
                                    };
                                    resourceFieldRef?: {
                                        containerName?: string;
                                        divisor?: number | string;
                                        resource: string;
                                    };
                                    secretKeyRef?: {
                                        key: string;
                                        name?: string;
                                        optional?: boolean;
                                    };
                                };
                            }[];
                            envFrom?: {
                                configMapRef?: {
                                    name?: string;
                                    optional?: boolean;
                                };
                                prefix?: string;
                                secretRef?: {
                                    name?: string;
                                    optional?: boolean;
                                };
                            }[];
                            image?: string;
                            imagePullPolicy?: string;
                            lifecycle?: {
                                postStart?: {
                                    exec?: {
                                        command?: string[];
                                    };
                                    httpGet?: {
                                        host?: string;
                                        httpHeaders?: {
                                            name: string;
                                            value: string;
                                        }[];
                                        path?: string;
                                        port: number | string;
                                        scheme?: string;
                                    };
                                    sleep?: {
                                        /** Format: int64 */
                                        seconds: number;
                                    };
                                    tcpSocket?: {
                                        host?: string;
                                        port: number | string;
                                    };
                                };
                                preStop?: {
                                    exec?: {
                                        command?: string[];
                                    };
                                    httpGet?: {
                                        host?: string;
                                        httpHeaders?: {
                                            name: string;
                                            value: string;
                                        }[];
                                        path?: string;
                                        port: number | string;
                                        scheme?: string;
                                    };
                                    sleep?: {
                                        /** Format: int64 */
                                        seconds: number;
                                    };
                                    tcpSocket?: {
                                        host?: string;
                                        port: number | string;
                                    };
                                };
                                stopSignal?: string;
                            };
                            livenessProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            name: string;
                            ports?: {
                                /** Format: int32 */
                                containerPort: number;
                                hostIP?: string;
                                /** Format: int32 */
                                hostPort?: number;
                                name?: string;
                                protocol?: string;
                            }[];
                            readinessProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            resizePolicy?: {
                                resourceName: string;
                                restartPolicy: string;
                            }[];
                            resources?: {
                                claims?: {
                                    name: string;
                                    request?: string;
                                }[];
                                limits?: {
                                    [key: string]: number | string;
                                };
                                requests?: {
                                    [key: string]: number | string;
                                };
                            };
                            restartPolicy?: string;
                            restartPolicyRules?: {
                                action: string;
                                exitCodes?: {
                                    operator: string;
                                    values?: number[];
                                };
                            }[];
                            securityContext?: {
                                allowPrivilegeEscalation?: boolean;
                                appArmorProfile?: {
                                    localhostProfile?: string;
                                    type: string;
                                };
                                capabilities?: {
                                    add?: string[];
                                    drop?: string[];
                                };
                                privileged?: boolean;
                                procMount?: string;
                                readOnlyRootFilesystem?: boolean;
                                /** Format: int64 */
                                runAsGroup?: number;
                                runAsNonRoot?: boolean;
                                /** Format: int64 */
                                runAsUser?: number;
                                seLinuxOptions?: {
                                    level?: string;
                                    role?: string;
                                    type?: string;
                                    user?: string;
                                };
                                seccompProfile?: {
                                    localhostProfile?: string;
                                    type: string;
                                };
                                windowsOptions?: {
                                    gmsaCredentialSpec?: string;
                                    gmsaCredentialSpecName?: string;
                                    hostProcess?: boolean;
                                    runAsUserName?: string;
                                };
                            };
                            startupProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            stdin?: boolean;
                            stdinOnce?: boolean;
                            terminationMessagePath?: string;
                            terminationMessagePolicy?: string;
                            tty?: boolean;
                            volumeDevices?: {
                                devicePath: string;
                                name: string;
                            }[];
                            volumeMounts?: {
                                mountPath: string;
                                mountPropagation?: string;
                                name: string;
                                readOnly?: boolean;
                                recursiveReadOnly?: string;
                                subPath?: string;
                                subPathExpr?: string;
                            }[];
                            workingDir?: string;
                        }[];
                        dnsConfig?: {
                            nameservers?: string[];
                            options?: {
                                name?: string;
                                value?: string;
                            }[];
                            searches?: string[];
                        };
                        dnsPolicy?: string;
                        enableServiceLinks?: boolean;
                        ephemeralContainers?: {
                            args?: string[];
                            command?: string[];
                            env?: {
                                name: string;
                                value?: string;
                                valueFrom?: {
                                    configMapKeyRef?: {
                                        key: string;
                                        name?: string;
                                        optional?: boolean;
                                    };
                                    fieldRef?: {
                                        apiVersion?: string;
                                        fieldPath: string;
                                    };
                                    fileKeyRef?: {
                                        key: string;
                                        optional?: boolean;
                                        path: string;
                                        volumeName: string;
                                    };
                                    resourceFieldRef?: {
                                        containerName?: string;
                                        divisor?: number | string;
                                        resource: string;
                                    };
                                    secretKeyRef?: {
                                        key: string;
                                        name?: string;
                                        optional?: boolean;
                                    };
                                };
                            }[];
                            envFrom?: {
                                configMapRef?: {
                                    name?: string;
                                    optional?: boolean;
                                };
                                prefix?: string;
                                secretRef?: {
                                    name?: string;
                                    optional?: boolean;
                                };
                            }[];
                            image?: string;
                            imagePullPolicy?: string;
                            lifecycle?: {
                                postStart?: {
                                    exec?: {
                                        command?: string[];
                                    };
                                    httpGet?: {
                                        host?: string;
                                        httpHeaders?: {
                                            name: string;
                                            value: string;
                                        }[];
                                        path?: string;
                                        port: number | string;
                                        scheme?: string;
                                    };
                                    sleep?: {
                                        /** Format: int64 */
                                        seconds: number;
                                    };
                                    tcpSocket?: {
                                        host?: string;
                                        port: number | string;
                                    };
                                };
                                preStop?: {
                                    exec?: {
                                        command?: string[];
                                    };
                                    httpGet?: {
                                        host?: string;
                                        httpHeaders?: {
                                            name: string;
                                            value: string;
                                        }[];
                                        path?: string;
                                        port: number | string;
                                        scheme?: string;
                                    };
                                    sleep?: {
                                        /** Format: int64 */
                                        seconds: number;
                                    };
                                    tcpSocket?: {
                                        host?: string;
                                        port: number | string;
                                    };
                                };
                                stopSignal?: string;
                            };
                            livenessProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            name: string;
                            ports?: {
                                /** Format: int32 */
                                containerPort: number;
                                hostIP?: string;
                                /** Format: int32 */
                                hostPort?: number;
                                name?: string;
                                protocol?: string;
                            }[];
                            readinessProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            resizePolicy?: {
                                resourceName: string;
                                restartPolicy: string;
                            }[];
                            resources?: {
                                claims?: {
                                    name: string;
                                    request?: string;
                                }[];
                                limits?: {
                                    [key: string]: number | string;
                                };
                                requests?: {
                                    [key: string]: number | string;
                                };
                            };
                            restartPolicy?: string;
                            restartPolicyRules?: {
                                action: string;
                                exitCodes?: {
                                    operator: string;
                                    values?: number[];
                                };
                            }[];
                            securityContext?: {
                                allowPrivilegeEscalation?: boolean;
                                appArmorProfile?: {
                                    localhostProfile?: string;
                                    type: string;
                                };
                                capabilities?: {
                                    add?: string[];
                                    drop?: string[];
                                };
                                privileged?: boolean;
                                procMount?: string;
                                readOnlyRootFilesystem?: boolean;
                                /** Format: int64 */
                                runAsGroup?: number;
                                runAsNonRoot?: boolean;
                                /** Format: int64 */
                                runAsUser?: number;
                                seLinuxOptions?: {
                                    level?: string;
                                    role?: string;
                                    type?: string;
                                    user?: string;
                                };
                                seccompProfile?: {
                                    localhostProfile?: string;
                                    type: string;
                                };
                                windowsOptions?: {
                                    gmsaCredentialSpec?: string;
                                    gmsaCredentialSpecName?: string;
                                    hostProcess?: boolean;
                                    runAsUserName?: string;
                                };
                            };
                            startupProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            stdin?: boolean;
                            stdinOnce?: boolean;
                            targetContainerName?: string;
                            terminationMessagePath?: string;
                            terminationMessagePolicy?: string;
                            tty?: boolean;
                            volumeDevices?: {
                                devicePath: string;
                                name: string;
                            }[];
                            volumeMounts?: {
                                mountPath: string;
                                mountPropagation?: string;
                                name: string;
                                readOnly?: boolean;
                                recursiveReadOnly?: string;
                                subPath?: string;
                                subPathExpr?: string;
                            }[];
                            workingDir?: string;
                        }[];
                        hostAliases?: {
                            hostnames?: string[];
                            ip: string;
                        }[];
                        hostIPC?: boolean;
                        hostNetwork?: boolean;
                        hostPID?: boolean;
                        hostUsers?: boolean;
                        hostname?: string;
                        hostnameOverride?: string;
                        imagePullSecrets?: {
                            name?: string;
                        }[];
                        initContainers?: {
                            args?: string[];
                            command?: string[];
                            env?: {
                                name: string;
                                value?: string;
                                valueFrom?: {
                                    configMapKeyRef?: {
                                        key: string;
                                        name?: string;
                                        optional?: boolean;
                                    };
                                    fieldRef?: {
                                        apiVersion?: string;
                                        fieldPath: string;
                                    };
                                    fileKeyRef?: {
                                        key: string;
                                        optional?: boolean;
                                        path: string;
                                        volumeName: string;
                                    };
                                    resourceFieldRef?: {
                                        containerName?: string;
                                        divisor?: number | string;
                                        resource: string;
                                    };
                                    secretKeyRef?: {
                                        key: string;
                                        name?: string;
                                        optional?: boolean;
                                    };
                                };
                            }[];
                            envFrom?: {
                                configMapRef?: {
                                    name?: string;
                                    optional?: boolean;
                                };
                                prefix?: string;
                                secretRef?: {
                                    name?: string;
                                    optional?: boolean;
                                };
                            }[];
                            image?: string;
                            imagePullPolicy?: string;
                            lifecycle?: {
                                postStart?: {
                                    exec?: {
                                        command?: string[];
                                    };
                                    httpGet?: {
                                        host?: string;
                                        httpHeaders?: {
                                            name: string;
                                            value: string;
                                        }[];
                                        path?: string;
                                        port: number | string;
                                        scheme?: string;
                                    };
                                    sleep?: {
                                        /** Format: int64 */
                                        seconds: number;
                                    };
                                    tcpSocket?: {
                                        host?: string;
                                        port: number | string;
                                    };
                                };
                                preStop?: {
                                    exec?: {
                                        command?: string[];
                                    };
                                    httpGet?: {
                                        host?: string;
                                        httpHeaders?: {
                                            name: string;
                                            value: string;
                                        }[];
                                        path?: string;
                                        port: number | string;
                                        scheme?: string;
                                    };
                                    sleep?: {
                                        /** Format: int64 */
                                        seconds: number;
                                    };
                                    tcpSocket?: {
                                        host?: string;
                                        port: number | string;
                                    };
                                };
                                stopSignal?: string;
                            };
                            livenessProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            name: string;
                            ports?: {
                                /** Format: int32 */
                                containerPort: number;
                                hostIP?: string;
                                /** Format: int32 */
                                hostPort?: number;
                                name?: string;
                                protocol?: string;
                            }[];
                            readinessProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            resizePolicy?: {
                                resourceName: string;
                                restartPolicy: string;
                            }[];
                            resources?: {
                                claims?: {
                                    name: string;
                                    request?: string;
                                }[];
                                limits?: {
                                    [key: string]: number | string;
                                };
                                requests?: {
                                    [key: string]: number | string;
                                };
                            };
                            restartPolicy?: string;
                            restartPolicyRules?: {
                                action: string;
                                exitCodes?: {
                                    operator: string;
                                    values?: number[];
                                };
                            }[];
                            securityContext?: {
                                allowPrivilegeEscalation?: boolean;
                                appArmorProfile?: {
                                    localhostProfile?: string;
                                    type: string;
                                };
                                capabilities?: {
                                    add?: string[];
                                    drop?: string[];
                                };
                                privileged?: boolean;
                                procMount?: string;
                                readOnlyRootFilesystem?: boolean;
                                /** Format: int64 */
                                runAsGroup?: number;
                                runAsNonRoot?: boolean;
                                /** Format: int64 */
                                runAsUser?: number;
                                seLinuxOptions?: {
                                    level?: string;
                                    role?: string;
                                    type?: string;
                                    user?: string;
                                };
                                seccompProfile?: {
                                    localhostProfile?: string;
                                    type: string;
                                };
                                windowsOptions?: {
                                    gmsaCredentialSpec?: string;
                                    gmsaCredentialSpecName?: string;
                                    hostProcess?: boolean;
                                    runAsUserName?: string;
                                };
                            };
                            startupProbe?: {
                                exec?: {
                                    command?: string[];
                                };
                                /** Format: int32 */
                                failureThreshold?: number;
                                grpc?: {
                                    /** Format: int32 */
                                    port: number;
                                    service?: string;
                                };
                                httpGet?: {
                                    host?: string;
                                    httpHeaders?: {
                                        name: string;
                                        value: string;
                                    }[];
                                    path?: string;
                                    port: number | string;
                                    scheme?: string;
                                };
                                /** Format: int32 */
                                initialDelaySeconds?: number;
                                /** Format: int32 */
                                periodSeconds?: number;
                                /** Format: int32 */
                                successThreshold?: number;
                                tcpSocket?: {
                                    host?: string;
                                    port: number | string;
                                };
                                /** Format: int64 */
                                terminationGracePeriodSeconds?: number;
                                /** Format: int32 */
                                timeoutSeconds?: number;
                            };
                            stdin?: boolean;
                            stdinOnce?: boolean;
                            terminationMessagePath?: string;
                            terminationMessagePolicy?: string;
                            tty?: boolean;
                            volumeDevices?: {
                                devicePath: string;
                                name: string;
                            }[];
                            volumeMounts?: {
                                mountPath: string;
                                mountPropagation?: string;
                                name: string;
                                readOnly?: boolean;
                                recursiveReadOnly?: string;
                                subPath?: string;
                                subPathExpr?: string;
                            }[];
                            workingDir?: string;
                        }[];
                        nodeName?: string;
                        nodeSelector?: {
                            [key: string]: string;
                        };
                        os?: {
                            name: string;
                        };
                        overhead?: {
                            [key: string]: number | string;
                        };
                        preemptionPolicy?: string;
                        /** Format: int32 */
                        priority?: number;
                        priorityClassName?: string;
                        readinessGates?: {
                            conditionType: string;
                        }[];
                        resourceClaims?: {
                            name: string;
                            resourceClaimName?: string;
                            resourceClaimTemplateName?: string;
                        }[];
                        resources?: {
                            claims?: {
                                name: string;
                                request?: string;
                            }[];
                            limits?: {
                                [key: string]: number | string;
                            };
                            requests?: {
                                [key: string]: number | string;
                            };
                        };
                        restartPolicy?: string;
                        runtimeClassName?: string;
                        schedulerName?: string;
                        schedulingGates?: {
                            name: string;
                        }[];
                        schedulingGroup?: {
                            podGroupName?: string;
                        };
                        securityContext?: {
                            appArmorProfile?: {
                                localhostProfile?: string;
                                type: string;
                            };
                            /** Format: int64 */
                            fsGroup?: number;
                            fsGroupChangePolicy?: string;
                            /** Format: int64 */
                            runAsGroup?: number;
                            runAsNonRoot?: boolean;
                            /** Format: int64 */
                            runAsUser?: number;
                            seLinuxChangePolicy?: string;
                            seLinuxOptions?: {
                                level?: string;
                                role?: string;
                                type?: string;
                                user?: string;
                            };
                            seccompProfile?: {
                                localhostProfile?: string;
                                type: string;
                            };
                            supplementalGroups?: number[];
                            supplementalGroupsPolicy?: string;
                            sysctls?: {
                                name: string;
                                value: string;
                            }[];
                            windowsOptions?: {
                                gmsaCredentialSpec?: string;
                                gmsaCredentialSpecName?: string;
                                hostProcess?: boolean;
                                runAsUserName?: string;
                            };
                        };
                        serviceAccount?: string;
                        serviceAccountName?: string;
                        setHostnameAsFQDN?: boolean;
                        shareProcessNamespace?: boolean;
                        subdomain?: string;
                        /** Format: int64 */
                        terminationGracePeriodSeconds?: number;
                        tolerations?: {
                            effect?: string;
                            key?: string;
                            operator?: string;
                            /** Format: int64 */
                            tolerationSeconds?: number;
                            value?: string;
                        }[];
                        topologySpreadConstraints?: {
                            labelSelector?: {
                                matchExpressions?: {
                                    key: string;
                                    operator: string;
                                    values?: string[];
                                }[];
                                matchLabels?: {
                                    [key: string]: string;
                                };
                            };
                            matchLabelKeys?: string[];
                            /** Format: int32 */
                            maxSkew: number;
                            /** Format: int32 */
                            minDomains?: number;
                            nodeAffinityPolicy?: string;
                            nodeTaintsPolicy?: string;
                            topologyKey: string;
                            whenUnsatisfiable: string;
                        }[];
                        volumes?: {
                            awsElasticBlockStore?: {
                                fsType?: string;
                                /** Format: int32 */
                                partition?: number;
                                readOnly?: boolean;
                                volumeID: string;
                            };
                            azureDisk?: {
                                cachingMode?: string;
                                diskName: string;
                                diskURI: string;
                                fsType?: string;
                                kind?: string;
                                readOnly?: boolean;
                            };
                            azureFile?: {
                                readOnly?: boolean;
                                secretName: string;
                                shareName: string;
                            };
                            cephfs?: {
                                monitors: string[];
                                path?: string;
                                readOnly?: boolean;
                                secretFile?: string;
                                secretRef?: {
                                    name?: string;
                                };
                                user?: string;
                            };
                            cinder?: {
                                fsType?: string;
                                readOnly?: boolean;
                                secretRef?: {
                                    name?: string;
                                };
                                volumeID: string;
                            };
                            configMap?: {
                                /** Format: int32 */
                                defaultMode?: number;
                                items?: {
                                    key: string;
                                    /** Format: int32 */
                                    mode?: number;
                                    path: string;
                                }[];
                                name?: string;
                                optional?: boolean;
                            };
                            csi?: {
                                driver: string;
                                fsType?: string;
                                nodePublishSecretRef?: {
                                    name?: string;
                                };
                                readOnly?: boolean;
                                volumeAttributes?: {
                                    [key: string]: string;
                                };
                            };
                            downwardAPI?: {
                                /** Format: int32 */
                                defaultMode?: number;
                                items?: {
                                    fieldRef?: {
                                        apiVersion?: string;
                                        fieldPath: string;
                                    };
                                    /** Format: int32 */
                                    mode?: number;
                                    path: string;
                                    resourceFieldRef?: {
                                        containerName?: string;
                                        divisor?: number | string;
                                        resource: string;
                                    };
                                }[];
                            };
                            emptyDir?: {
                                medium?: string;
                                sizeLimit?: number | string;
                            };
                            ephemeral?: {
                                volumeClaimTemplate?: {
                                    metadata?: Record<string, never>;
                                    spec: {
                                        accessModes?: string[];
                                        dataSource?: {
                                            apiGroup?: string;
                                            kind: string;
                                            name: string;
                                        };
                                        dataSourceRef?: {
                                            apiGroup?: string;
                                            kind: string;
                                            name: string;
                                            namespace?: string;
                                        };
                                        resources?: {
                                            limits?: {
                                                [key: string]: number | string;
                                            };
                                            requests?: {
                                                [key: string]: number | string;
                                            };
                                        };
                                        selector?: {
                                            matchExpressions?: {
                                                key: string;
                                                operator: string;
                                                values?: string[];
                                            }[];
                                            matchLabels?: {
                                                [key: string]: string;
                                            };
                                        };
                                        storageClassName?: string;
                                        volumeAttributesClassName?: string;
                                        volumeMode?: string;
                                        volumeName?: string;
                                    };
                                };
                            };
                            fc?: {
                                fsType?: string;
                                /** Format: int32 */
                                lun?: number;
                                readOnly?: boolean;
                                targetWWNs?: string[];
                                wwids?: string[];
                            };
                            flexVolume?: {
                                driver: string;
                                fsType?: string;
                                options?: {
                                    [key: string]: string;
                                };
                                readOnly?: boolean;
                                secretRef?: {
                                    name?: string;
                                };
                            };
                            flocker?: {
                                datasetName?: string;
                                datasetUUID?: string;
                            };
                            gcePersistentDisk?: {
                                fsType?: string;
                                /** Format: int32 */
                                partition?: number;
                                pdName: string;
                                readOnly?: boolean;
                            };
                            gitRepo?: {
                                directory?: string;
                                repository: string;
                                revision?: string;
                            };
                            glusterfs?: {
                                endpoints: string;
                                path: string;
                                readOnly?: boolean;
                            };
                            hostPath?: {
                                path: string;
                                type?: string;
                            };
                            image?: {
                                pullPolicy?: string;
                                reference?: string;
                            };
                            iscsi?: {
                                chapAuthDiscovery?: boolean;
                                chapAuthSession?: boolean;
                                fsType?: string;
                                initiatorName?: string;
                                iqn: string;
                                iscsiInterface?: string;
                                /** Format: int32 */
                                lun: number;
                                portals?: string[];
                                readOnly?: boolean;
                                secretRef?: {
                                    name?: string;
                                };
                                targetPortal: string;
                            };
                            name: string;
                            nfs?: {
                                path: string;
                                readOnly?: boolean;
                                server: string;
                            };
                            persistentVolumeClaim?: {
                                claimName: string;
                                readOnly?: boolean;
                            };
                            photonPersistentDisk?: {
                                fsType?: string;
                                pdID: string;
                            };
                            portworxVolume?: {
                                fsType?: string;
                                readOnly?: boolean;
                                volumeID: string;
                            };
                            projected?: {
                                /** Format: int32 */
                                defaultMode?: number;
                                sources?: {
                                    clusterTrustBundle?: {
                                        labelSelector?: {
                                            matchExpressions?: {
                                                key: string;
                                                operator: string;
                                                values?: string[];
                                            }[];
                                            matchLabels?: {
                                                [key: string]: string;
                                            };
                                        };
                                        name?: string;
                                        optional?: boolean;
                                        path: string;
                                        signerName?: string;
                                    };
                                    configMap?: {
                                        items?: {
                                            key: string;
                                            /** Format: int32 */
                                            mode?: number;
                                            path: string;
                                        }[];
                                        name?: string;
                                        optional?: boolean;
                                    };
                                    downwardAPI?: {
                                        items?: {
                                            fieldRef?: {
                                                apiVersion?: string;
                                                fieldPath: string;
                                            };
                                            /** Format: int32 */
                                            mode?: number;
                                            path: string;
                                            resourceFieldRef?: {
                                                containerName?: string;
                                                divisor?: number | string;
                                                resource: string;
                                            };
                                        }[];
                                    };
                                    podCertificate?: {
                                        certificateChainPath?: string;
                                        credentialBundlePath?: string;
                                        keyPath?: string;
                                        keyType: string;
                                        /** Format: int32 */
                                        maxExpirationSeconds?: number;
                                        signerName: string;
                                        userAnnotations?: {
                                            [key: string]: string;
                                        };
                                    };
                                    secret?: {
                                        items?: {
                                            key: string;
                                            /** Format: int32 */
                                            mode?: number;
                                            path: string;
                                        }[];
                                        name?: string;
                                        optional?: boolean;
                                    };
                                    serviceAccountToken?: {
                                        audience?: string;
                                        /** Format: int64 */
                                        expirationSeconds?: number;
                                        path: string;
                                    };
                                }[];
                            };
                            quobyte?: {
                                group?: string;
                                readOnly?: boolean;
                                registry: string;
                                tenant?: string;
                                user?: string;
                                volume: string;
                            };
                            rbd?: {
                                fsType?: string;
                                image: string;
                                keyring?: string;
                                monitors: string[];
                                pool?: string;
                                readOnly?: boolean;
                                secretRef?: {
                                    name?: string;
                                };
                                user?: string;
                            };
                            scaleIO?: {
                                fsType?: string;
                                gateway: string;
                                protectionDomain?: string;
                                readOnly?: boolean;
                                secretRef: {
                                    name?: string;
                                };
                                sslEnabled?: boolean;
                                storageMode?: string;
                                storagePool?: string;
                                system: string;
                                volumeName?: string;
                            };
                            secret?: {
                                /** Format: int32 */
                                defaultMode?: number;
                                items?: {
                                    key: string;
                                    /** Format: int32 */
                                    mode?: number;
                                    path: string;
                                }[];
                                optional?: boolean;
                                secretName?: string;
                            };
                            storageos?: {
                                fsType?: string;
                                readOnly?: boolean;
                                secretRef?: {
                                    name?: string;
                                };
                                volumeName?: string;
                                volumeNamespace?: string;
                            };
                            vsphereVolume?: {
                                fsType?: string;
                                storagePolicyID?: string;
                                storagePolicyName?: string;
                                volumePath: string;
                            };
                        }[];
                    };
                };
                /** @enum {string} */
                type?: "rw" | "ro" | "r";
            };
            status?: {
                error?: string;
                image?: string;
                /** Format: int32 */
                instances?: number;
                /** @enum {string} */
                phase?: "active" | "paused" | "inactive" | "failed";
                phaseReason?: string;
                secrets?: {
                    clientCA?: {
                        name?: string;
                        version?: string;
                    };
                    clientTLS?: {
                        name?: string;
                        version?: string;
                    };
                    pgBouncerSecrets?: {
                        authQuery?: {
                            name?: string;
                            version?: string;
                        };
                    };
                    serverCA?: {
                        name?: string;
                        version?: string;
                    };
                    serverTLS?: {
                        name?: string;
                        version?: string;
                    };
                };
            };
        };
        PortStatus: {
            error?: string;
            /** Format: int32 */
            port: number;
            protocol: string;
        };
        PortworxVolumeSource: {
            fsType?: string;
            readOnly?: boolean;
            volumeID: string;
        };
        PreferredSchedulingTerm: {
            preference: components["schemas"]["NodeSelectorTerm"];
            /** Format: int32 */
            weight: number;
        };
        Probe: {
            exec?: components["schemas"]["ExecAction"];
            /** Format: int32 */
            failureThreshold?: number;
            grpc?: components["schemas"]["GRPCAction"];
            httpGet?: components["schemas"]["HTTPGetAction"];
            /** Format: int32 */
            initialDelaySeconds?: number;
            /** Format: int32 */
            periodSeconds?: number;
            /** Format: int32 */
            successThreshold?: number;
            tcpSocket?: components["schemas"]["TCPSocketAction"];
            /** Format: int64 */
            terminationGracePeriodSeconds?: number;
            /** Format: int32 */
            timeoutSeconds?: number;
        };
        ProjectedVolumeSource: {
            /** Format: int32 */
            defaultMode?: number;
            sources?: components["schemas"]["VolumeProjection"][];
        };
        PrometheusRule: {
            /** @enum {string} */
            apiVersion: "monitoring.coreos.com/v1";
            /** @enum {string} */
            kind: "PrometheusRule";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                groups?: {
                    interval?: string;
                    labels?: {
                        [key: string]: string;
                    };
                    limit?: number;
                    name: string;
                    partial_response_strategy?: string;
                    query_offset?: string;
                    rules?: {
                        alert?: string;
                        annotations?: {
                            [key: string]: string;
                        };
                        expr: number | string;
                        for?: string;
                        keep_firing_for?: string;
                        labels?: {
                            [key: string]: string;
                        };
                        record?: string;
                    }[];
                }[];
            };
        };
        Quantity: string | number;
        QuobyteVolumeSource: {
            group?: string;
            readOnly?: boolean;
            registry: string;
            tenant?: string;
            user?: string;
            volume: string;
        };
        RBDVolumeSource: {
            fsType?: string;
            image: string;
            keyring?: string;
            monitors: string[];
            pool?: string;
            readOnly?: boolean;
            secretRef?: components["schemas"]["LocalObjectReference"];
            user?: string;
        };
        ResourceClaim: {
            name: string;
            request?: string;
        };
        ResourceFieldSelector: {
            containerName?: string;
            divisor?: components["schemas"]["Quantity"];
            resource: string;
        };
        ResourceMetricSource: {
            name: string;
            target: components["schemas"]["MetricTarget"];
        };
        ResourceMetricStatus: {
            current: components["schemas"]["MetricValueStatus"];
            name: string;
        };
        ResourceQuota: {
            /** @enum {string} */
            apiVersion: "v1";
            /** @enum {string} */
            kind: "ResourceQuota";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["ResourceQuotaSpec"];
            status?: components["schemas"]["ResourceQuotaStatus"];
        };
        ResourceQuotaSpec: {
            hard?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            scopeSelector?: components["schemas"]["ScopeSelector"];
            scopes?: string[];
        };
        ResourceQuotaStatus: {
            hard?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            used?: {
                [key: string]: components["schemas"]["Quantity"];
            };
        };
        ResourceRequirements: {
            claims?: components["schemas"]["ResourceClaim"][];
            limits?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            requests?: {
                [key: string]: components["schemas"]["Quantity"];
            };
        };
        Role: {
            /** @enum {string} */
            apiVersion: "rbac.authorization.k8s.io/v1";
            /** @enum {string} */
            kind: "Role";
            metadata: components["schemas"]["ObjectMeta"];
            rules?: components["schemas"]["PolicyRule"][];
        };
        RoleBinding: {
            /** @enum {string} */
            apiVersion: "rbac.authorization.k8s.io/v1";
            /** @enum {string} */
            kind: "RoleBinding";
            metadata: components["schemas"]["ObjectMeta"];
            roleRef: components["schemas"]["RoleRef"];
            subjects?: components["schemas"]["Subject"][];
        };
        RoleRef: {
            apiGroup: string;
            kind: string;
            name: string;
        };
        RollingUpdateDeployment: {
            maxSurge?: components["schemas"]["IntOrString"];
            maxUnavailable?: components["schemas"]["IntOrString"];
        };
        SELinuxOptions: {
            level?: string;
            role?: string;
            type?: string;
            user?: string;
        };
        ScaleIOVolumeSource: {
            fsType?: string;
            gateway: string;
            protectionDomain?: string;
            readOnly?: boolean;
            secretRef: components["schemas"]["LocalObjectReference"];
            sslEnabled?: boolean;
            storageMode?: string;
            storagePool?: string;
            system: string;
            volumeName?: string;
        };
        ScheduledBackup: {
            /** @enum {string} */
            apiVersion: "postgresql.cnpg.io/v1";
            /** @enum {string} */
            kind: "ScheduledBackup";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                /** @enum {string} */
                backupOwnerReference?: "none" | "self" | "cluster";
                cluster: {
                    name: string;
                };
                immediate?: boolean;
                /** @enum {string} */
                method?: "barmanObjectStore" | "volumeSnapshot" | "plugin";
                online?: boolean;
                onlineConfiguration?: {
                    immediateCheckpoint?: boolean;
                    waitForArchive?: boolean;
                };
                pluginConfiguration?: {
                    name: string;
                    parameters?: {
                        [key: string]: string;
                    };
                };
                schedule: string;
                suspend?: boolean;
                /** @enum {string} */
                target?: "primary" | "prefer-standby";
            };
            status?: {
                error?: string;
                /** Format: date-time */
                lastCheckTime?: string;
                /** Format: date-time */
                lastScheduleTime?: string;
                /** Format: date-time */
                nextScheduleTime?: string;
            };
        };
        ScopeSelector: {
            matchExpressions?: components["schemas"]["ScopedResourceSelectorRequirement"][];
        };
        ScopedResourceSelectorRequirement: {
            operator: string;
            scopeName: string;
            values?: string[];
        };
        SeccompProfile: {
            localhostProfile?: string;
            type: string;
        };
        SecretEnvSource: {
            name?: string;
            optional?: boolean;
        };
        SecretKeySelector: {
            key: string;
            name?: string;
            optional?: boolean;
        };
        SecretProjection: {
            items?: components["schemas"]["KeyToPath"][];
            name?: string;
            optional?: boolean;
        };
        SecretVolumeSource: {
            /** Format: int32 */
            defaultMode?: number;
            items?: components["schemas"]["KeyToPath"][];
            optional?: boolean;
            secretName?: string;
        };
        SecurityContext: {
            allowPrivilegeEscalation?: boolean;
            appArmorProfile?: components["schemas"]["AppArmorProfile"];
            capabilities?: components["schemas"]["Capabilities"];
            privileged?: boolean;
            procMount?: string;
            readOnlyRootFilesystem?: boolean;
            /** Format: int64 */
            runAsGroup?: number;
            runAsNonRoot?: boolean;
            /** Format: int64 */
            runAsUser?: number;
            seLinuxOptions?: components["schemas"]["SELinuxOptions"];
            seccompProfile?: components["schemas"]["SeccompProfile"];
            windowsOptions?: components["schemas"]["WindowsSecurityContextOptions"];
        };
        Service: {
            /** @enum {string} */
            apiVersion: "v1";
            /** @enum {string} */
            kind: "Service";
            metadata: components["schemas"]["ObjectMeta"];
            spec?: components["schemas"]["ServiceSpec"];
            status?: components["schemas"]["ServiceStatus"];
        };
        ServiceAccount: {
            /** @enum {string} */
            apiVersion: "v1";
            automountServiceAccountToken?: boolean;
            imagePullSecrets?: components["schemas"]["LocalObjectReference"][];
            /** @enum {string} */
            kind: "ServiceAccount";
            metadata: components["schemas"]["ObjectMeta"];
            secrets?: components["schemas"]["ObjectReference"][];
        };
        ServiceAccountTokenProjection: {
            audience?: string;
            /** Format: int64 */
            expirationSeconds?: number;
            path: string;
        };
        ServiceBackendPort: {
            name?: string;
            /** Format: int32 */
            number?: number;
        };
        ServiceMonitor: {
            /** @enum {string} */
            apiVersion: "monitoring.coreos.com/v1";
            /** @enum {string} */
            kind: "ServiceMonitor";
            metadata: components["schemas"]["ObjectMeta"];
            spec: {
                attachMetadata?: {
                    node?: boolean;
                };
                bodySizeLimit?: string;
                convertClassicHistogramsToNHCB?: boolean;
                endpoints: {
                    authorization?: {
                        credentials?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        type?: string;
                    };
                    basicAuth?: {
                        password?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        username?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                    };
                    bearerTokenFile?: string;
                    bearerTokenSecret?: {
                        key: string;
                        name?: string;
                        optional?: boolean;
                    };
                    enableHttp2?: boolean;
                    filterRunning?: boolean;
                    followRedirects?: boolean;
                    honorLabels?: boolean;
                    honorTimestamps?: boolean;
                    interval?: string;
                    metricRelabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    noProxy?: string;
                    oauth2?: {
                        clientId: {
                            configMap?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            secret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                        clientSecret: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        endpointParams?: {
                            [key: string]: string;
                        };
                        noProxy?: string;
                        proxyConnectHeader?: {
                            [key: string]: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            }[];
                        };
                        proxyFromEnvironment?: boolean;
                        proxyUrl?: string;
                        scopes?: string[];
                        tlsConfig?: {
                            ca?: {
                                configMap?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                                secret?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                            };
                            cert?: {
                                configMap?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                                secret?: {
                                    key: string;
                                    name?: string;
                                    optional?: boolean;
                                };
                            };
                            insecureSkipVerify?: boolean;
                            keySecret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            /** @enum {string} */
                            maxVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                            /** @enum {string} */
                            minVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                            serverName?: string;
                        };
                        tokenUrl: string;
                    };
                    params?: {
                        [key: string]: string[];
                    };
                    path?: string;
                    port?: string;
                    proxyConnectHeader?: {
                        [key: string]: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        }[];
                    };
                    proxyFromEnvironment?: boolean;
                    proxyUrl?: string;
                    relabelings?: {
                        /** @enum {string} */
                        action?: "replace" | "Replace" | "keep" | "Keep" | "drop" | "Drop" | "hashmod" | "HashMod" | "labelmap" | "LabelMap" | "labeldrop" | "LabelDrop" | "labelkeep" | "LabelKeep" | "lowercase" | "Lowercase" | "uppercase" | "Uppercase" | "keepequal" | "KeepEqual" | "dropequal" | "DropEqual";
                        /** Format: int64 */
                        modulus?: number;
                        regex?: string;
                        replacement?: string;
                        separator?: string;
                        sourceLabels?: string[];
                        targetLabel?: string;
                    }[];
                    /** @enum {string} */
                    scheme?: "http" | "https";
                    scrapeTimeout?: string;
                    targetPort?: number | string;
                    tlsConfig?: {
                        ca?: {
                            configMap?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            secret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                        caFile?: string;
                        cert?: {
                            configMap?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                            secret?: {
                                key: string;
                                name?: string;
                                optional?: boolean;
                            };
                        };
                        certFile?: string;
                        insecureSkipVerify?: boolean;
                        keyFile?: string;
                        keySecret?: {
                            key: string;
                            name?: string;
                            optional?: boolean;
                        };
                        /** @enum {string} */
                        maxVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                        /** @enum {string} */
                        minVersion?: "TLS10" | "TLS11" | "TLS12" | "TLS13";
                        serverName?: string;
                    };
                    trackTimestampsStaleness?: boolean;
                }[];
                /** @enum {string} */
                fallbackScrapeProtocol?: "PrometheusProto" | "OpenMetricsText0.0.1" | "OpenMetricsText1.0.0" | "PrometheusText0.0.4" | "PrometheusText1.0.0";
                jobLabel?: string;
                /** Format: int64 */
                keepDroppedTargets?: number;
                /** Format: int64 */
                labelLimit?: number;
                /** Format: int64 */
                labelNameLengthLimit?: number;
                /** Format: int64 */
                labelValueLengthLimit?: number;
                namespaceSelector?: {
                    any?: boolean;
                    matchNames?: string[];
                };
                /** Format: int64 */
                nativeHistogramBucketLimit?: number;
                nativeHistogramMinBucketFactor?: number | string;
                podTargetLabels?: string[];
                /** Format: int64 */
                sampleLimit?: number;
                scrapeClass?: string;
                scrapeClassicHistograms?: boolean;
                scrapeProtocols?: ("PrometheusProto" | "OpenMetricsText0.0.1" | "OpenMetricsText1.0.0" | "PrometheusText0.0.4" | "PrometheusText1.0.0")[];
                selector: {
                    matchExpressions?: {
                        key: string;
                        operator: string;
                        values?: string[];
                    }[];
                    matchLabels?: {
                        [key: string]: string;
                    };
                };
                /** @enum {string} */
                selectorMechanism?: "RelabelConfig" | "RoleSelector";
                targetLabels?: string[];
                /** Format: int64 */
                targetLimit?: number;
            };
            status?: {
                bindings?: {
                    conditions?: {
                        /** Format: date-time */
                        lastTransitionTime: string;
                        message?: string;
                        /** Format: int64 */
                        observedGeneration?: number;
                        reason?: string;
                        status: string;
                        /** @enum {string} */
                        type: "Accepted";
                    }[];
                    /** @enum {string} */
                    group: "monitoring.coreos.com";
                    name: string;
                    namespace: string;
                    /** @enum {string} */
                    resource: "prometheuses" | "prometheusagents";
                }[];
            };
        };
        ServicePort: {
            appProtocol?: string;
            name?: string;
            /** Format: int32 */
            nodePort?: number;
            /** Format: int32 */
            port: number;
            protocol?: string;
            targetPort?: components["schemas"]["IntOrString"];
        };
        ServiceSpec: {
            allocateLoadBalancerNodePorts?: boolean;
            clusterIP?: string;
            clusterIPs?: string[];
            externalIPs?: string[];
            externalName?: string;
            externalTrafficPolicy?: string;
            /** Format: int32 */
            healthCheckNodePort?: number;
            internalTrafficPolicy?: string;
            ipFamilies?: string[];
            ipFamilyPolicy?: string;
            loadBalancerClass?: string;
            loadBalancerIP?: string;
            loadBalancerSourceRanges?: string[];
            ports?: components["schemas"]["ServicePort"][];
            publishNotReadyAddresses?: boolean;
            selector?: {
                [key: string]: string;
            };
            sessionAffinity?: string;
            sessionAffinityConfig?: components["schemas"]["SessionAffinityConfig"];
            trafficDistribution?: string;
            type?: string;
        };
        ServiceStatus: {
            conditions?: components["schemas"]["Condition"][];
            loadBalancer?: components["schemas"]["LoadBalancerStatus"];
        };
        SessionAffinityConfig: {
            clientIP?: components["schemas"]["ClientIPConfig"];
        };
        SleepAction: {
            /** Format: int64 */
            seconds: number;
        };
        StorageOSVolumeSource: {
            fsType?: string;
            readOnly?: boolean;
            secretRef?: components["schemas"]["LocalObjectReference"];
            volumeName?: string;
            volumeNamespace?: string;
        };
        Subject: {
            apiGroup?: string;
            kind: string;
            name: string;
            namespace?: string;
        };
        SuccessPolicy: {
            rules: components["schemas"]["SuccessPolicyRule"][];
        };
        SuccessPolicyRule: {
            /** Format: int32 */
            succeededCount?: number;
            succeededIndexes?: string;
        };
        Sysctl: {
            name: string;
            value: string;
        };
        TCPSocketAction: {
            host?: string;
            port: components["schemas"]["IntOrString"];
        };
        /** Format: date-time */
        Time: string;
        Toleration: {
            effect?: string;
            key?: string;
            operator?: string;
            /** Format: int64 */
            tolerationSeconds?: number;
            value?: string;
        };
        TopologySpreadConstraint: {
            labelSelector?: components["schemas"]["LabelSelector"];
            matchLabelKeys?: string[];
            /** Format: int32 */
            maxSkew: number;
            /** Format: int32 */
            minDomains?: number;
            nodeAffinityPolicy?: string;
            nodeTaintsPolicy?: string;
            topologyKey: string;
            whenUnsatisfiable: string;
        };
        TypedLocalObjectReference: {
            apiGroup?: string;
            kind: string;
            name: string;
        };
        TypedObjectReference: {
            apiGroup?: string;
            kind: string;
            name: string;
            namespace?: string;
        };
        UncountedTerminatedPods: {
            failed?: string[];
            succeeded?: string[];
        };
        Volume: {
            awsElasticBlockStore?: components["schemas"]["AWSElasticBlockStoreVolumeSource"];
            azureDisk?: components["schemas"]["AzureDiskVolumeSource"];
            azureFile?: components["schemas"]["AzureFileVolumeSource"];
            cephfs?: components["schemas"]["CephFSVolumeSource"];
            cinder?: components["schemas"]["CinderVolumeSource"];
            configMap?: components["schemas"]["ConfigMapVolumeSource"];
            csi?: components["schemas"]["CSIVolumeSource"];
            downwardAPI?: components["schemas"]["DownwardAPIVolumeSource"];
            emptyDir?: components["schemas"]["EmptyDirVolumeSource"];
            ephemeral?: components["schemas"]["EphemeralVolumeSource"];
            fc?: components["schemas"]["FCVolumeSource"];
            flexVolume?: components["schemas"]["FlexVolumeSource"];
            flocker?: components["schemas"]["FlockerVolumeSource"];
            gcePersistentDisk?: components["schemas"]["GCEPersistentDiskVolumeSource"];
            gitRepo?: components["schemas"]["GitRepoVolumeSource"];
            glusterfs?: components["schemas"]["GlusterfsVolumeSource"];
            hostPath?: components["schemas"]["HostPathVolumeSource"];
            image?: components["schemas"]["ImageVolumeSource"];
            iscsi?: components["schemas"]["ISCSIVolumeSource"];
            name: string;
            nfs?: components["schemas"]["NFSVolumeSource"];
            persistentVolumeClaim?: components["schemas"]["PersistentVolumeClaimVolumeSource"];
            photonPersistentDisk?: components["schemas"]["PhotonPersistentDiskVolumeSource"];
            portworxVolume?: components["schemas"]["PortworxVolumeSource"];
            projected?: components["schemas"]["ProjectedVolumeSource"];
            quobyte?: components["schemas"]["QuobyteVolumeSource"];
            rbd?: components["schemas"]["RBDVolumeSource"];
            scaleIO?: components["schemas"]["ScaleIOVolumeSource"];
            secret?: components["schemas"]["SecretVolumeSource"];
            storageos?: components["schemas"]["StorageOSVolumeSource"];
            vsphereVolume?: components["schemas"]["VsphereVirtualDiskVolumeSource"];
        };
        VolumeDevice: {
            devicePath: string;
            name: string;
        };
        VolumeMount: {
            mountPath: string;
            mountPropagation?: string;
            name: string;
            readOnly?: boolean;
            recursiveReadOnly?: string;
            subPath?: string;
            subPathExpr?: string;
        };
        VolumeProjection: {
            clusterTrustBundle?: components["schemas"]["ClusterTrustBundleProjection"];
            configMap?: components["schemas"]["ConfigMapProjection"];
            downwardAPI?: components["schemas"]["DownwardAPIProjection"];
            podCertificate?: components["schemas"]["PodCertificateProjection"];
            secret?: components["schemas"]["SecretProjection"];
            serviceAccountToken?: components["schemas"]["ServiceAccountTokenProjection"];
        };
        VolumeResourceRequirements: {
            limits?: {
                [key: string]: components["schemas"]["Quantity"];
            };
            requests?: {
                [key: string]: components["schemas"]["Quantity"];
            };
        };
        VsphereVirtualDiskVolumeSource: {
            fsType?: string;
            storagePolicyID?: string;
            storagePolicyName?: string;
            volumePath: string;
        };
        WeightedPodAffinityTerm: {
            podAffinityTerm: components["schemas"]["PodAffinityTerm"];
            /** Format: int32 */
            weight: number;
        };
        WindowsSecurityContextOptions: {
            gmsaCredentialSpec?: string;
            gmsaCredentialSpecName?: string;
            hostProcess?: boolean;
            runAsUserName?: string;
        };
        WorkloadReference: {
            name: string;
            podGroup: string;
            podGroupReplicaKey?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
